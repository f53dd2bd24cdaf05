using System.Runtime.InteropServices;

namespace OrleansBroker.Protocol.Records.Codecs;

/// <summary>The functions of liblz4's frame interface (lz4frame.h) that the codec calls.</summary>
internal static unsafe partial class Lz4Native
{
    public const string Library = "liblz4.so.1";

    /// <summary>The interface version that lz4frame.h calls LZ4F_VERSION.</summary>
    public const uint InterfaceVersion = 100;

    [LibraryImport(Library, EntryPoint = "LZ4F_createDecompressionContext")]
    public static partial nuint CreateDecompressionContext(out nint context, uint version);

    [LibraryImport(Library, EntryPoint = "LZ4F_freeDecompressionContext")]
    public static partial nuint FreeDecompressionContext(nint context);

    [LibraryImport(Library, EntryPoint = "LZ4F_resetDecompressionContext")]
    public static partial void ResetDecompressionContext(DecompressionContext context);

    [LibraryImport(Library, EntryPoint = "LZ4F_decompress")]
    public static partial nuint Decompress(
        DecompressionContext context, byte* target, ref nuint targetLength, byte* source, ref nuint sourceLength,
        void* options);

    [LibraryImport(Library, EntryPoint = "LZ4F_compressFrameBound")]
    public static partial nuint CompressFrameBound(nuint sourceLength, in Preferences preferences);

    [LibraryImport(Library, EntryPoint = "LZ4F_compressFrame")]
    public static partial nuint CompressFrame(
        byte* target, nuint targetLength, byte* source, nuint sourceLength, in Preferences preferences);

    [LibraryImport(Library, EntryPoint = "LZ4F_isError")]
    public static partial uint IsError(nuint result);

    [LibraryImport(Library, EntryPoint = "LZ4F_getErrorName")]
    public static partial nint ErrorName(nuint result);

    /// <summary>LZ4F_frameInfo_t and the rest of LZ4F_preferences_t; zero is each field's default.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Preferences
    {
        public uint BlockSizeId;
        public uint BlockMode;
        public uint ContentChecksum;
        public uint FrameType;
        public ulong ContentSize;
        public uint DictionaryId;
        public uint BlockChecksum;
        public int CompressionLevel;
        public uint AutoFlush;
        public uint FavorDecompressionSpeed;
        public uint Reserved0;
        public uint Reserved1;
        public uint Reserved2;
    }

    /// <summary>A decompression context, freed with its last reference.</summary>
    public sealed class DecompressionContext : SafeHandle
    {
        public DecompressionContext()
            : base(0, ownsHandle: true)
        {
            var result = CreateDecompressionContext(out var context, InterfaceVersion);
            if (IsError(result) != 0)
            {
                throw new OutOfMemoryException("liblz4 could not create a decompression context.");
            }

            SetHandle(context);
        }

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle() => IsError(FreeDecompressionContext(handle)) == 0;
    }
}

using System.Runtime.InteropServices;

namespace OrleansBroker.Protocol.Records.Codecs;

/// <summary>The functions of libzstd (zstd.h) that the codec calls.</summary>
internal static unsafe partial class ZstdNative
{
    public const string Library = "libzstd.so.1";

    /// <summary>What <see cref="DecompressBound"/> answers for bytes that are no frame.</summary>
    public const ulong NotAFrame = ulong.MaxValue - 1;

    [LibraryImport(Library, EntryPoint = "ZSTD_createDCtx")]
    public static partial nint CreateDecompressionContext();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeDCtx")]
    public static partial nuint FreeDecompressionContext(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_createCCtx")]
    public static partial nint CreateCompressionContext();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeCCtx")]
    public static partial nuint FreeCompressionContext(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressBound")]
    public static partial ulong DecompressBound(byte* source, nuint sourceLength);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressDCtx")]
    public static partial nuint Decompress(
        DecompressionContext context, byte* target, nuint targetLength, byte* source, nuint sourceLength);

    [LibraryImport(Library, EntryPoint = "ZSTD_compressBound")]
    public static partial nuint CompressBound(nuint sourceLength);

    [LibraryImport(Library, EntryPoint = "ZSTD_compressCCtx")]
    public static partial nuint Compress(
        CompressionContext context, byte* target, nuint targetLength, byte* source, nuint sourceLength, int level);

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    public static partial uint IsError(nuint result);

    [LibraryImport(Library, EntryPoint = "ZSTD_getErrorName")]
    public static partial nint ErrorName(nuint result);

    /// <summary>A context of either direction, freed with its last reference.</summary>
    public abstract class Context : SafeHandle
    {
        protected Context(nint context)
            : base(0, ownsHandle: true)
        {
            if (context == 0)
            {
                throw new OutOfMemoryException("libzstd could not create a context.");
            }

            SetHandle(context);
        }

        public override bool IsInvalid => handle == 0;
    }

    public sealed class DecompressionContext() : Context(CreateDecompressionContext())
    {
        protected override bool ReleaseHandle() => IsError(FreeDecompressionContext(handle)) == 0;
    }

    public sealed class CompressionContext() : Context(CreateCompressionContext())
    {
        protected override bool ReleaseHandle() => IsError(FreeCompressionContext(handle)) == 0;
    }
}

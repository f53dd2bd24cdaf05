using System.Buffers;
using System.Runtime.InteropServices;
using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Protocol.Records.Codecs;

/// <summary>LZ4 frames by liblz4, with a decompression context per thread.</summary>
internal sealed unsafe class Lz4Codec : ICompressionCodec
{
    /// <summary>Java's reader accepts only frames whose blocks do not refer to each other.</summary>
    private const uint IndependentBlocks = 1;

    private const uint Blocks64Kb = 4;

    /// <summary>Of Java's levels this one is the fast compressor, and not one between 8 and 10.</summary>
    private const int JavaDefaultLevel = 9;

    [ThreadStatic]
    private static Lz4Native.DecompressionContext? _context;

    private static readonly Lz4Native.Preferences Preferences = new()
    {
        BlockMode = IndependentBlocks,
        BlockSizeId = Blocks64Kb,
    };

    public CompressionType Type => CompressionType.Lz4;

    public SharedBuffer Decompress(ReadOnlySpan<byte> data, int maxLength, SharedBufferPool pool)
    {
        var context = _context ??= new Lz4Native.DecompressionContext();
        Lz4Native.ResetDecompressionContext(context);
        using var output = Decompression.CreateOutput(pool, data.Length, maxLength);
        try
        {
            DecompressFrames(context, data, output);
        }
        catch (BufferLimitException)
        {
            throw Decompression.TooLong(maxLength);
        }

        return output.Detach();
    }

    public void Compress(ReadOnlySpan<byte> data, IBufferWriter<byte> output, int? level = null)
    {
        var preferences = Preferences;
        preferences.CompressionLevel = level is null or JavaDefaultLevel ? 0 : level.Value;
        var bound = Lz4Native.CompressFrameBound((nuint)data.Length, preferences);
        var target = output.GetSpan(checked((int)bound));
        fixed (byte* from = data)
        fixed (byte* to = target)
        {
            var length = Lz4Native.CompressFrame(to, (nuint)target.Length, from, (nuint)data.Length, preferences);
            if (Lz4Native.IsError(length) != 0)
            {
                throw new InvalidOperationException($"liblz4 refused to compress: {ErrorName(length)}.");
            }

            output.Advance((int)length);
        }
    }

    private static void DecompressFrames(
        Lz4Native.DecompressionContext context, ReadOnlySpan<byte> data, PooledBufferWriter output)
    {
        nuint expected = 0;
        do
        {
            var target = output.GetSpan();
            var written = (nuint)target.Length;
            var read = (nuint)data.Length;
            fixed (byte* from = data)
            fixed (byte* to = target)
            {
                expected = Lz4Native.Decompress(context, to, ref written, from, ref read, null);
            }

            if (Lz4Native.IsError(expected) != 0)
            {
                throw Decompression.Corrupt(CompressionType.Lz4, ErrorName(expected));
            }

            if (read == 0 && written == 0)
            {
                throw Decompression.Corrupt(CompressionType.Lz4, "the frame is cut short");
            }

            output.Advance((int)written);
            data = data[(int)read..];
        }
        while (expected != 0 || !data.IsEmpty);
    }

    private static string? ErrorName(nuint result) => Marshal.PtrToStringUTF8(Lz4Native.ErrorName(result));
}

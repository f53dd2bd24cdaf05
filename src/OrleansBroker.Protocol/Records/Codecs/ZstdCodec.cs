using System.Buffers;
using System.Runtime.InteropServices;
using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Protocol.Records.Codecs;

/// <summary>
/// Zstandard by libzstd, with contexts per thread. It decompresses in one call into one buffer: streaming would let a
/// frame's header ask for a window of 128 MB of the library's own memory, out of the pool's sight.
/// </summary>
internal sealed unsafe class ZstdCodec : ICompressionCodec
{
    /// <summary>The library's default, and Kafka's.</summary>
    private const int DefaultLevel = 3;

    /// <summary>The smallest block takes 4 bytes and becomes 128 KB: a header that promises more lies.</summary>
    private const ulong RatioMax = 32 * 1024;

    [ThreadStatic]
    private static ZstdNative.DecompressionContext? _decompression;

    [ThreadStatic]
    private static ZstdNative.CompressionContext? _compression;

    public CompressionType Type => CompressionType.Zstd;

    public SharedBuffer Decompress(ReadOnlySpan<byte> data, int maxLength, SharedBufferPool pool)
    {
        var context = _decompression ??= new ZstdNative.DecompressionContext();
        fixed (byte* from = data)
        {
            // The bound follows from the block headers and is at most one block (128 KB) too large for a frame
            // without size.
            var bound = ZstdNative.DecompressBound(from, (nuint)data.Length);
            if (bound >= ZstdNative.NotAFrame)
            {
                throw Decompression.Corrupt(Type, "there is no whole frame");
            }

            bound = Math.Min(bound, (ulong)data.Length * RatioMax);
            using var output = new PooledBufferWriter(pool, (int)Math.Min(bound, (ulong)maxLength), maxLength);
            var target = output.GetSpan();
            fixed (byte* to = target)
            {
                var length = ZstdNative.Decompress(context, to, (nuint)target.Length, from, (nuint)data.Length);
                if (ZstdNative.IsError(length) != 0)
                {
                    throw Failed(length, bound, maxLength);
                }

                output.Advance((int)length);
            }

            return output.Detach();
        }
    }

    public void Compress(ReadOnlySpan<byte> data, IBufferWriter<byte> output, int? level = null)
    {
        var context = _compression ??= new ZstdNative.CompressionContext();
        var target = output.GetSpan(checked((int)ZstdNative.CompressBound((nuint)data.Length)));
        fixed (byte* from = data)
        fixed (byte* to = target)
        {
            var length = ZstdNative.Compress(
                context, to, (nuint)target.Length, from, (nuint)data.Length, level ?? DefaultLevel);
            if (ZstdNative.IsError(length) != 0)
            {
                throw new InvalidOperationException($"libzstd refused to compress: {ErrorName(length)}.");
            }

            output.Advance((int)length);
        }
    }

    /// <summary>Where the bound fits, room was no problem; beyond it, missing room is what the limit is for.</summary>
    private RecordBatchException Failed(nuint result, ulong bound, int maxLength) =>
        bound > (ulong)maxLength
            ? Decompression.TooLong(maxLength)
            : Decompression.Corrupt(Type, ErrorName(result));

    private static string? ErrorName(nuint result) => Marshal.PtrToStringUTF8(ZstdNative.ErrorName(result));
}

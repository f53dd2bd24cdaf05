using System.Buffers;
using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Protocol.Records.Codecs;

/// <summary>Copies; whoever can read the records where they lie does not ask it.</summary>
internal sealed class NoCompressionCodec : ICompressionCodec
{
    public CompressionType Type => CompressionType.None;

    public SharedBuffer Decompress(ReadOnlySpan<byte> data, int maxLength, SharedBufferPool pool)
    {
        if (data.Length > maxLength)
        {
            throw Decompression.TooLong(maxLength);
        }

        var buffer = pool.Rent(data.Length);
        data.CopyTo(buffer.Span);
        return buffer;
    }

    public void Compress(ReadOnlySpan<byte> data, IBufferWriter<byte> output, int? level = null) =>
        output.Write(data);
}

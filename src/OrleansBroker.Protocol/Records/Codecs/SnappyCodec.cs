using System.Buffers;
using System.Buffers.Binary;
using IronSnappy;
using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Protocol.Records.Codecs;

/// <summary>
/// Snappy in the framing of snappy-java: an 8-byte magic, two versions, then blocks, each behind its length. Java,
/// librdkafka and kafka-python write it; kafkajs and some others send one bare block, which is read as well.
/// </summary>
internal sealed class SnappyCodec : ICompressionCodec
{
    /// <summary>What snappy-java cuts its input into; every reader has room for it.</summary>
    private const int BlockLength = 32 * 1024;

    private const int HeaderLength = 16;
    private const int FormatVersion = 1;

    public CompressionType Type => CompressionType.Snappy;

    private static ReadOnlySpan<byte> Magic =>
        [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0];

    public SharedBuffer Decompress(ReadOnlySpan<byte> data, int maxLength, SharedBufferPool pool)
    {
        if (!data.StartsWith(Magic))
        {
            var block = pool.Rent(Bounded(SnappyBlock.LengthOf(data), maxLength));
            return Fill(block, data, isFramed: false);
        }

        if (data.Length < HeaderLength)
        {
            throw Decompression.Corrupt(Type, "the stream header is cut short");
        }

        data = data[HeaderLength..];
        var whole = pool.Rent(FramedLengthOf(data, maxLength));
        return Fill(whole, data, isFramed: true);
    }

    public void Compress(ReadOnlySpan<byte> data, IBufferWriter<byte> output, int? level = null)
    {
        var header = output.GetSpan(HeaderLength);
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header[8..], FormatVersion);
        BinaryPrimitives.WriteInt32BigEndian(header[12..], FormatVersion);
        output.Advance(HeaderLength);
        while (!data.IsEmpty)
        {
            var piece = data[..Math.Min(BlockLength, data.Length)];
            var block = Snappy.Encode(piece);
            BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(sizeof(int)), block.Length);
            output.Advance(sizeof(int));
            output.Write(block);
            data = data[piece.Length..];
        }
    }

    private static SharedBuffer Fill(SharedBuffer target, ReadOnlySpan<byte> data, bool isFramed)
    {
        try
        {
            var rest = target.Span;
            while (!data.IsEmpty)
            {
                var block = isFramed ? NextBlock(ref data) : TakeAll(ref data);
                var length = SnappyBlock.LengthOf(block);
                SnappyBlock.Decode(block, rest[..length]);
                rest = rest[length..];
            }

            return target;
        }
        catch (RecordBatchException)
        {
            target.Release();
            throw;
        }
    }

    /// <summary>Added up before anything is rented: the blocks say what they become.</summary>
    private static int FramedLengthOf(ReadOnlySpan<byte> blocks, int maxLength)
    {
        var sum = 0L;
        while (!blocks.IsEmpty)
        {
            sum += SnappyBlock.LengthOf(NextBlock(ref blocks));
        }

        return Bounded(sum, maxLength);
    }

    private static int Bounded(long length, int maxLength) =>
        length <= maxLength ? (int)length : throw Decompression.TooLong(maxLength);

    private static ReadOnlySpan<byte> NextBlock(ref ReadOnlySpan<byte> blocks)
    {
        if (!BinaryPrimitives.TryReadInt32BigEndian(blocks, out var length)
            || length < 0 || length > blocks.Length - sizeof(int))
        {
            throw Decompression.Corrupt(CompressionType.Snappy, "a block is cut short");
        }

        var block = blocks.Slice(sizeof(int), length);
        blocks = blocks[(sizeof(int) + length)..];
        return block;
    }

    private static ReadOnlySpan<byte> TakeAll(ref ReadOnlySpan<byte> data)
    {
        var all = data;
        data = default;
        return all;
    }
}

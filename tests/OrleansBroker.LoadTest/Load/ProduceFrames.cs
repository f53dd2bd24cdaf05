using System.Buffers.Binary;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;
using OrleansBroker.TestKit;

namespace OrleansBroker.LoadTest.Load;

/// <summary>
/// The produce requests of one connection, built once as whole frames and sent again and again with a new correlation
/// id. Single-threaded.
/// </summary>
internal sealed class ProduceFrames
{
    // Topics go by name up to here, so one frame fits every broker that has the topic.
    private const short Version = 9;

    // Different contents for each group of partitions, so that a codec or a cache is not fed the same bytes for ever.
    private const int VariantsPerGroup = 4;

    private readonly ProduceFrame[] _frames;
    private int _next;

    public ProduceFrames(ProduceLoad load, int[] partitions, int seed)
    {
        var random = new Random(seed);
        var groups = partitions.Chunk(load.BatchesPerRequest).ToArray();
        _frames = [.. Enumerable.Range(0, VariantsPerGroup * groups.Length)
            .Select(index => Build(load, groups[index % groups.Length], random))];
    }

    /// <summary>The next frame in turn, with the correlation id set.</summary>
    public ProduceFrame Next(int correlationId)
    {
        var frame = _frames[_next];
        _next = (_next + 1) % _frames.Length;
        BinaryPrimitives.WriteInt32BigEndian(frame.Bytes.AsSpan(RequestFrame.CorrelationIdAt), correlationId);
        return frame;
    }

    /// <summary>Reads the answer to such a frame.</summary>
    public static ProduceResponse ReadResponse(ReadOnlyMemory<byte> frame, int correlationId) =>
        ResponseFrame.Read<ProduceResponse>(frame, Version, correlationId);

    private static ProduceFrame Build(ProduceLoad load, int[] partitions, Random random)
    {
        var batches = partitions.Select(partition => (partition, (ReadOnlyMemory<byte>)load.Batch.Build(random)));
        using var writer = new WireWriter();
        RequestFrame.Write(
            writer, KafkaClient.ProduceRequestOf(load.Topic, load.Acks, batches), Version, 0, "load-test");
        return new ProduceFrame(
            writer.ToArray(), partitions.Length * load.Batch.RecordCount, partitions.Length * load.Batch.RecordBytes);
    }
}

/// <summary>One prebuilt request: its bytes, and how many records and bytes of records it carries.</summary>
internal sealed record ProduceFrame(byte[] Bytes, int Records, long RecordBytes);

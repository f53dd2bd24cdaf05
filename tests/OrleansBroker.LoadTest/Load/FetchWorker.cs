using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Protocol.Wire;
using OrleansBroker.TestKit;

namespace OrleansBroker.LoadTest.Load;

/// <summary>
/// One connection's consumer, all on the thread that calls <see cref="Run"/>: one request in flight, and of each batch
/// that comes back only the header is read. Bytes are counted as they came, so compressed and with the batches'
/// headers.
/// </summary>
internal sealed class FetchWorker(
    FetchLoad load, BrokerAddress broker, FetchPosition[] positions, MeasuredWindow window) : IDisposable
{
    // The newest version in which topics go by name.
    private const short Version = 12;

    private readonly WireWriter _writer = new();
    private int _nextCorrelationId;

    public Tally Tally { get; } = new();

    /// <summary>Where to tell each batch's arrival; null when nobody asks.</summary>
    public DeliveryTimes? Delivery { get; init; }

    public void Run()
    {
        using var connection = new LoadConnection(broker);
        while (MeasuredWindow.Now < window.EndNs)
        {
            var sentNs = MeasuredWindow.Now;
            var correlationId = _nextCorrelationId++;
            SendFetch(connection, correlationId);
            var frame = ReceiveFrame(connection);
            Answered(ResponseFrame.Read<FetchResponse>(frame, Version, correlationId), sentNs);
        }
    }

    public void Dispose() => _writer.Dispose();

    private void SendFetch(LoadConnection connection, int correlationId)
    {
        var from = positions.Select(position => (position.Partition, position.NextOffset));
        var request = KafkaClient.FetchRequestOf(load.Topic, load.PartitionMaxBytes, from);
        _writer.Reset();
        RequestFrame.Write(_writer, request, Version, correlationId, "load-test");
        foreach (var segment in _writer.Segments)
        {
            connection.Send(segment.Span);
        }
    }

    private static ReadOnlyMemory<byte> ReceiveFrame(LoadConnection connection)
    {
        ReadOnlyMemory<byte> frame;
        while (!connection.TryTakeFrame(out frame))
        {
            connection.Receive();
        }

        return frame;
    }

    private void Answered(FetchResponse response, long sentNs)
    {
        var now = MeasuredWindow.Now;
        if (window.Counts(sentNs))
        {
            Tally.Latency.Record(now - sentNs);
        }

        foreach (var partition in response.Responses.SelectMany(topic => topic.Partitions))
        {
            if (partition.ErrorCode != ErrorCode.None)
            {
                Tally.CountError(partition.ErrorCode);
                continue;
            }

            var position = Array.Find(positions, candidate => candidate.Partition == partition.PartitionIndex)!;
            Take(position, (partition.Records ?? default).Span, now);
        }
    }

    /// <summary>Walks the batches; the last may be cut off, and is then fetched again.</summary>
    private void Take(FetchPosition position, ReadOnlySpan<byte> records, long nowNs)
    {
        while (RecordBatchView.TryRead(records, out var batch, out _))
        {
            if (load.ChecksCrc && !batch.IsCrcValid())
            {
                Tally.CountError(ErrorCode.CorruptMessage);
            }

            Delivery?.Arrived(position.Partition, batch.BaseOffset, nowNs);
            if (window.Counts(nowNs))
            {
                Tally.Records += batch.RecordCount;
                Tally.Bytes += batch.SizeInBytes;
            }

            position.NextOffset = batch.LastOffset + 1;
            records = records[batch.SizeInBytes..];
        }

        if (load.Rewinds && position.NextOffset >= position.EndOffset)
        {
            position.NextOffset = position.StartOffset;
        }
    }
}

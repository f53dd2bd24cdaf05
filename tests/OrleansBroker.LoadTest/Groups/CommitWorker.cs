using OrleansBroker.LoadTest.Load;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;
using OrleansBroker.TestKit;

namespace OrleansBroker.LoadTest.Groups;

/// <summary>One connection that sends the same commit again and again. Runs on a thread of its own.</summary>
internal sealed class CommitWorker(
    BrokerAddress broker, OffsetCommitRequest commit, int inFlight, MeasuredWindow window)
{
    private const short Version = 8;
    private const int CorrelationId = 1;

    /// <summary>A record is a commit that was acknowledged; its bytes are those of the requests.</summary>
    public Tally Tally { get; } = new();

    public void Run()
    {
        using var connection = new LoadConnection(broker);
        using var writer = new WireWriter();
        RequestFrame.Write(writer, commit, Version, CorrelationId, "load-test");
        var frame = writer.ToArray();
        var sent = new Queue<long>();
        while (MeasuredWindow.Now < window.EndNs || sent.Count > 0)
        {
            while (sent.Count < inFlight && MeasuredWindow.Now < window.EndNs)
            {
                sent.Enqueue(MeasuredWindow.Now);
                connection.Send(frame);
            }

            connection.Receive();
            while (connection.TryTakeFrame(out var answer))
            {
                Count(sent.Dequeue(), answer, frame.Length);
            }
        }
    }

    private void Count(long sentNs, ReadOnlyMemory<byte> answer, int bytes)
    {
        var nowNs = MeasuredWindow.Now;
        var response = ResponseFrame.Read<OffsetCommitResponse>(answer, Version, CorrelationId);
        var error = response.Topics[0].Partitions[0].ErrorCode;
        if (error != ErrorCode.None)
        {
            Tally.CountError(error);
        }
        else if (window.Counts(nowNs))
        {
            Tally.Records++;
            Tally.Bytes += bytes;
            Tally.Latency.Record(nowNs - sentNs);
        }
    }
}

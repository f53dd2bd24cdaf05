using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.LoadTest.Load;

/// <summary>
/// One connection's producer, all on the thread that calls <see cref="Run"/>: it sends what is due while there is room
/// in flight, and otherwise waits for answers.
/// </summary>
internal sealed class ProduceWorker(
    ProduceLoad load, BrokerAddress broker, ProduceFrames frames, SendSchedule schedule, MeasuredWindow window)
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly Queue<Sent> _inFlight = new(load.InFlight);
    private int _nextCorrelationId;

    public Tally Tally { get; } = new();

    /// <summary>Where to tell each batch's base offset and intended time; null when nobody asks.</summary>
    public DeliveryTimes? Delivery { get; init; }

    public void Run()
    {
        using var connection = new LoadConnection(broker);
        for (var now = MeasuredWindow.Now; now < window.EndNs; now = MeasuredWindow.Now)
        {
            var dueNs = schedule.NextNs(now);
            if (_inFlight.Count < load.InFlight && dueNs <= now)
            {
                Send(connection, dueNs);
            }
            else
            {
                var untilNs = _inFlight.Count < load.InFlight ? Math.Min(dueNs, window.EndNs) : window.EndNs;
                ReceiveUntil(connection, untilNs - now);
            }
        }

        while (_inFlight.Count > 0)
        {
            ReceiveUntil(connection, 30 * NanosecondsPerSecond);
        }
    }

    private void Send(LoadConnection connection, long intendedNs)
    {
        schedule.Advance();
        var correlationId = _nextCorrelationId++;
        var frame = frames.Next(correlationId);
        connection.Send(frame.Bytes);
        if (load.Acks == 0)
        {
            Count(frame, intendedNs, MeasuredWindow.Now);
        }
        else
        {
            _inFlight.Enqueue(new Sent(correlationId, intendedNs, frame));
        }
    }

    private void ReceiveUntil(LoadConnection connection, long nanoseconds)
    {
        if (!connection.WaitReadable(nanoseconds))
        {
            return;
        }

        connection.Receive();
        while (connection.TryTakeFrame(out var bytes))
        {
            var sent = _inFlight.Dequeue();
            Answered(sent, ProduceFrames.ReadResponse(bytes, sent.CorrelationId));
        }
    }

    private void Answered(Sent sent, ProduceResponse response)
    {
        var now = MeasuredWindow.Now;
        var failed = false;
        foreach (var partition in response.Responses[0].PartitionResponses)
        {
            if (partition.ErrorCode != ErrorCode.None)
            {
                failed = true;
                Tally.CountError(partition.ErrorCode);
            }
            else
            {
                Delivery?.Sent(partition.Index, partition.BaseOffset, sent.IntendedNs);
            }
        }

        if (!failed)
        {
            Count(sent.Frame, sent.IntendedNs, now);
        }
    }

    /// <summary>Throughput counts what was answered within the window, latency what was due within it.</summary>
    private void Count(ProduceFrame frame, long intendedNs, long nowNs)
    {
        if (window.Counts(nowNs))
        {
            Tally.Records += frame.Records;
            Tally.Bytes += frame.RecordBytes;
        }

        if (window.Counts(intendedNs) && load.Acks != 0)
        {
            Tally.Latency.Record(nowNs - intendedNs);
        }
    }

    private readonly record struct Sent(int CorrelationId, long IntendedNs, ProduceFrame Frame);
}

using OrleansBroker.LoadTest.Measuring;

namespace OrleansBroker.LoadTest.Load;

/// <summary>
/// Joins when a batch should have been sent with when a consumer had it, by partition and base offset: the record
/// itself then carries no clock, and batches stay prebuilt. Thread-safe; meant for a fixed, moderate rate.
/// </summary>
internal sealed class DeliveryTimes
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(int Partition, long BaseOffset), long> _intended = [];
    private readonly Dictionary<(int Partition, long BaseOffset), long> _arrived = [];

    public void Sent(int partition, long baseOffset, long intendedNs)
    {
        lock (_lock)
        {
            _intended[(partition, baseOffset)] = intendedNs;
        }
    }

    public void Arrived(int partition, long baseOffset, long nowNs)
    {
        lock (_lock)
        {
            _arrived[(partition, baseOffset)] = nowNs;
        }
    }

    /// <summary>The end-to-end times of what was sent within the window, and how much of that never arrived.</summary>
    public (LatencyHistogram Times, long Missing) Join(MeasuredWindow window)
    {
        var times = new LatencyHistogram();
        var missing = 0L;
        lock (_lock)
        {
            foreach (var (batch, intendedNs) in _intended.Where(sent => window.Counts(sent.Value)))
            {
                if (_arrived.TryGetValue(batch, out var arrivedNs))
                {
                    times.Record(arrivedNs - intendedNs);
                }
                else
                {
                    missing++;
                }
            }
        }

        return (times, missing);
    }
}

using OrleansBroker.LoadTest.Measuring;
using OrleansBroker.Protocol;

namespace OrleansBroker.LoadTest.Load;

/// <summary>
/// What one load thread counted within the window. Single-threaded; added up when the threads have ended.
/// </summary>
internal sealed class Tally
{
    public long Records { get; set; }

    public long Bytes { get; set; }

    public LatencyHistogram Latency { get; } = new();

    public Dictionary<ErrorCode, long> Errors { get; } = [];

    public void CountError(ErrorCode error) => Errors[error] = Errors.GetValueOrDefault(error) + 1;

    public void Add(Tally other)
    {
        Records += other.Records;
        Bytes += other.Bytes;
        Latency.Add(other.Latency);
        foreach (var (error, count) in other.Errors)
        {
            Errors[error] = Errors.GetValueOrDefault(error) + count;
        }
    }
}

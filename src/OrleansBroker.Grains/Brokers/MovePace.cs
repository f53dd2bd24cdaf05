using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Grains.Metadata;

namespace OrleansBroker.Grains.Brokers;

/// <summary>
/// The bytes a second that all moves between this broker's data folders may copy together, as the broker's config says
/// at the time. Thread-safe.
/// </summary>
internal sealed class MovePace(MetadataStore metadata, TimeProvider time)
{
    // One step occupies the folder's thread: about a tenth of a second at the set rate, and never long.
    private const int StepsPerSecond = 10;
    private const long SmallestStep = 16 << 10;
    private const long LargestStep = 4 << 20;

    // An operator who raises the rate waits no longer for it to count.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private long _paidAt = time.GetTimestamp();
    private double _owed;

    /// <summary>Bytes to copy in one step.</summary>
    public long StepBytes => Math.Clamp(BytesPerSecond / StepsPerSecond, SmallestStep, LargestStep);

    private long BytesPerSecond => metadata.Current.Properties.GetLong(BrokerConfigs.MoveMaxBytesPerSecond);

    /// <summary>Counts bytes that were copied, and waits until they were due.</summary>
    public async Task SpendAsync(long bytes, CancellationToken cancellationToken)
    {
        var wait = Owe(bytes);
        while (wait > ShortestWait)
        {
            await Task.Delay(wait < LongestWait ? wait : LongestWait, time, cancellationToken);
            wait = Owe(0);
        }
    }

    private TimeSpan Owe(long bytes)
    {
        lock (_lock)
        {
            var rate = (double)BytesPerSecond;
            _owed = Math.Max(_owed - (rate * time.GetElapsedTime(_paidAt).TotalSeconds), 0) + bytes;
            _paidAt = time.GetTimestamp();
            return TimeSpan.FromSeconds(Math.Min(_owed / rate, LongestWait.TotalSeconds));
        }
    }
}

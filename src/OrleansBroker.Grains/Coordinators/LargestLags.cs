namespace OrleansBroker.Grains.Coordinators;

/// <summary>The largest of many lags, in bounded memory. Single-threaded.</summary>
internal sealed class LargestLags(int maxCount)
{
    private readonly PriorityQueue<MeasuredLag, long> _largest = new();

    /// <summary>How many there were altogether.</summary>
    public long Seen { get; private set; }

    public void Add(in MeasuredLag lag)
    {
        Seen++;
        if (_largest.Count < maxCount)
        {
            _largest.Enqueue(lag, lag.Records);
        }
        else
        {
            _largest.EnqueueDequeue(lag, lag.Records);
        }
    }

    /// <summary>The largest ones, the largest first.</summary>
    public IEnumerable<MeasuredLag> Descending() =>
        _largest.UnorderedItems.Select(item => item.Element).OrderByDescending(lag => lag.Records);
}

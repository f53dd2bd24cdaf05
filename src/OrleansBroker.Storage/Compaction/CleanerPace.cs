namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// Slows the cleaner down to so many bytes a second, all its threads together, and is where they notice that they
/// shall stop. Thread-safe.
/// </summary>
internal sealed class CleanerPace(TimeProvider time, long bytesPerSecond)
{
    /// <summary>Batches are small and timers coarse: shorter waits are saved up, and a wait that was too long is
    /// made up for, but not more than this.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(50);

    private readonly object _lock = new();
    private readonly long _startedAt = time.GetTimestamp();
    private TimeSpan _due;
    private volatile bool _isStopped;

    /// <summary>Counts bytes that are read or written, and waits until they were due.</summary>
    /// <exception cref="OperationCanceledException">The cleaner is to stop.</exception>
    public void Spend(int bytes)
    {
        if (bytesPerSecond > 0)
        {
            lock (_lock)
            {
                WaitUntil(Reserve(bytes));
            }
        }

        if (_isStopped)
        {
            throw new OperationCanceledException("The cleaner stops.");
        }
    }

    public void Stop()
    {
        lock (_lock)
        {
            _isStopped = true;
            Monitor.PulseAll(_lock);
        }
    }

    private TimeSpan Reserve(int bytes)
    {
        var earliest = time.GetElapsedTime(_startedAt) - Slack;
        _due = (_due > earliest ? _due : earliest) + TimeSpan.FromSeconds(bytes / (double)bytesPerSecond);
        return _due;
    }

    private void WaitUntil(TimeSpan due)
    {
        if (due - time.GetElapsedTime(_startedAt) < Slack)
        {
            return;
        }

        // Timers may fire a little early: then there is another one.
        while (!_isStopped && due - time.GetElapsedTime(_startedAt) is var left && left > TimeSpan.Zero)
        {
            using var timer = time.CreateTimer(_ => Wake(), null, left, Timeout.InfiniteTimeSpan);
            Monitor.Wait(_lock);
        }
    }

    private void Wake()
    {
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }
}

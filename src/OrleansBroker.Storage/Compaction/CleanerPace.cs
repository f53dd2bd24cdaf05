namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// Slows the cleaner down to so many bytes a second, and is where it notices that it shall stop. One thread spends;
/// any thread may stop it.
/// </summary>
internal sealed class CleanerPace(TimeProvider time, long bytesPerSecond)
{
    private readonly object _lock = new();
    private long _startedAt;
    private long _spent;
    private bool _isStopped;

    /// <summary>Forgets what was spent: unused time is not saved up.</summary>
    public void Begin()
    {
        _startedAt = time.GetTimestamp();
        _spent = 0;
    }

    /// <summary>Counts bytes that are read or written, and waits until they were due.</summary>
    /// <exception cref="OperationCanceledException">The cleaner is to stop.</exception>
    public void Spend(int bytes)
    {
        _spent += bytes;
        lock (_lock)
        {
            if (bytesPerSecond > 0 && TimeLeft() > TimeSpan.Zero)
            {
                Wait();
            }

            if (_isStopped)
            {
                throw new OperationCanceledException("The cleaner stops.");
            }
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

    private TimeSpan TimeLeft() =>
        TimeSpan.FromSeconds(_spent / (double)bytesPerSecond) - time.GetElapsedTime(_startedAt);

    private void Wait()
    {
        // Timers may fire a little early: then there is another one.
        while (!_isStopped && TimeLeft() is var left && left > TimeSpan.Zero)
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

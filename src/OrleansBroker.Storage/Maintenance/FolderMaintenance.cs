using OrleansBroker.Storage.Segments;
using OrleansBroker.Storage.Threads;

namespace OrleansBroker.Storage.Maintenance;

/// <summary>
/// What a folder does by the clock: checkpoints, retention, forgetting of silent producers, scrubbing, a look for room
/// on a full disk, and deletions whose delay is over. Thread-safe; the work itself runs on the folder's maintenance
/// thread, one piece after the other.
/// </summary>
internal sealed class FolderMaintenance : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly LogFolder _folder;
    private readonly IoThreads _thread;
    private readonly LogFolderOptions _options;
    private readonly Scrubber _scrubber;
    private readonly Lock _lock = new();
    private readonly PriorityQueue<Action, DateTimeOffset> _due = new();
    private ITimer? _timer;
    private bool _isCheckpointQueued;
    private bool _isStopped;

    public FolderMaintenance(LogFolder folder, IoThreads thread, LogFolderOptions options)
    {
        _folder = folder;
        _thread = thread;
        _options = options;
        _scrubber = new Scrubber(folder, options);
    }

    public void Start()
    {
        Repeat(_options.CheckpointInterval, Checkpoint);
        Repeat(Tick, _folder.LookForRoom);
        Repeat(_options.RetentionInterval, () => ForEachLog(static log => log.RemoveExpired()));
        Repeat(_options.ProducerExpiryInterval, ForgetSilentProducers);
        if (_options.ScrubBytesPerSecond > 0)
        {
            _scrubber.Start();
            Repeat(Tick, () => _scrubber.Run(_options.ScrubBytesPerSecond));
        }

        lock (_lock)
        {
            _timer = _folder.Time.CreateTimer(_ => RunDue(), null, Tick, Tick);
        }
    }

    /// <summary>Writes the checkpoints soon; requests that come meanwhile share it.</summary>
    public void RequestCheckpoint()
    {
        lock (_lock)
        {
            if (!_isCheckpointQueued)
            {
                _isCheckpointQueued = true;
                RunAfter(TimeSpan.Zero, Checkpoint);
            }
        }
    }

    /// <summary>Deletes the files of segments that left their log. Where the log begins is durable by then, so that
    /// no start can take what is left for more than there is.</summary>
    public void DeleteAfter(LogSegment[] segments, TimeSpan delay) => RunAfter(delay, () =>
    {
        CheckpointIfRequested();
        foreach (var segment in segments)
        {
            segment.Dispose();
            segment.DeleteFiles();
        }
    });

    public void DisposeAfter(IEnumerable<IDisposable> handles, TimeSpan delay) => RunAfter(delay, () =>
    {
        foreach (var handle in handles)
        {
            handle.Dispose();
        }
    });

    public void DeleteFolderAfter(string path, TimeSpan delay) =>
        RunAfter(delay, () => _folder.Files.DeleteDirectory(path));

    /// <summary>Nothing further is begun; what was not due stays on disk, and the next start finds it.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isStopped = true;
            _timer?.Dispose();
            _due.Clear();
        }
    }

    private void Repeat(TimeSpan interval, Action action) => RunAfter(interval, () =>
    {
        // Queued again first: a failure is logged by the thread, and must not end the repetition.
        Repeat(interval, action);
        action();
    });

    private void RunAfter(TimeSpan delay, Action action)
    {
        lock (_lock)
        {
            if (!_isStopped)
            {
                _due.Enqueue(action, _folder.Time.GetUtcNow() + delay);
            }
        }
    }

    private void RunDue()
    {
        var due = new List<Action>();
        lock (_lock)
        {
            while (!_isStopped && _due.TryPeek(out _, out var at) && at <= _folder.Time.GetUtcNow())
            {
                due.Add(_due.Dequeue());
            }
        }

        foreach (var action in due)
        {
            _thread.Post(new Work(action));
        }
    }

    private void CheckpointIfRequested()
    {
        bool isQueued;
        lock (_lock)
        {
            isQueued = _isCheckpointQueued;
        }

        if (isQueued)
        {
            Checkpoint();
        }
    }

    private void Checkpoint()
    {
        lock (_lock)
        {
            _isCheckpointQueued = false;
        }

        _folder.WriteCheckpoints();
    }

    private void ForgetSilentProducers()
    {
        var since = _folder.Time.GetUtcNow() - _options.ProducerExpiry;
        ForEachLog(log => log.Producers.RemoveSilentSince(since.ToUnixTimeMilliseconds()));
    }

    /// <summary>One log's failing disk is its own trouble, and it has said so by going offline.</summary>
    private void ForEachLog(Action<PartitionLog> action)
    {
        foreach (var log in _folder.Logs)
        {
            try
            {
                action(log);
            }
            catch (IOException) when (log.IsOffline)
            {
                continue;
            }
        }
    }

    private sealed class Work(Action action) : IIoWork
    {
        public void Execute() => action();
    }
}

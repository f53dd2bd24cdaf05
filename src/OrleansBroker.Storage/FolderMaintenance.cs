using OrleansBroker.Storage.Segments;
using OrleansBroker.Storage.Threads;

namespace OrleansBroker.Storage;

/// <summary>What a folder does by the clock: checkpoints, and deletions whose delay is over. Thread-safe.</summary>
internal sealed class FolderMaintenance : IDisposable
{
    private readonly LogFolder _folder;
    private readonly IoThreads _thread;
    private readonly TimeSpan _checkpointInterval;
    private readonly Lock _lock = new();
    private readonly PriorityQueue<Action, DateTimeOffset> _due = new();
    private ITimer? _timer;
    private bool _isCheckpointQueued;
    private bool _isStopped;

    public FolderMaintenance(LogFolder folder, IoThreads thread, TimeSpan checkpointInterval)
    {
        _folder = folder;
        _thread = thread;
        _checkpointInterval = checkpointInterval;
    }

    public void Start()
    {
        RunAfter(_checkpointInterval, CheckpointAndRepeat);
        lock (_lock)
        {
            _timer = _folder.Time.CreateTimer(_ => RunDue(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
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

    public void DeleteAfter(LogSegment[] segments, TimeSpan delay) => RunAfter(delay, () =>
    {
        foreach (var segment in segments)
        {
            segment.Dispose();
            segment.DeleteFiles();
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
        lock (_lock)
        {
            while (!_isStopped && _due.TryPeek(out var action, out var due) && due <= _folder.Time.GetUtcNow())
            {
                _due.Dequeue();
                _thread.Post(new Work(action));
            }
        }
    }

    private void CheckpointAndRepeat()
    {
        Checkpoint();
        RunAfter(_checkpointInterval, CheckpointAndRepeat);
    }

    private void Checkpoint()
    {
        lock (_lock)
        {
            _isCheckpointQueued = false;
        }

        _folder.WriteCheckpoints();
    }

    private sealed class Work(Action action) : IIoWork
    {
        public void Execute() => action();
    }
}

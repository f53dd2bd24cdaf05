using System.Threading.Tasks.Sources;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Grains.Timing;

namespace OrleansBroker.Gateway.Fetching;

/// <summary>
/// A fetch that found too little and is parked: woken when one of its partitions moves, when its time runs out or when
/// its connection ends. Costs neither a thread nor a timer. Any thread may wake it; one waits for it, and disposes it.
/// </summary>
internal sealed class FetchWait : DelayedOperation, IPartitionWatcher, IValueTaskSource, IDisposable
{
    private readonly Lock _lock = new();
    private readonly DelayedOperations _delayed;
    private readonly IReadOnlyList<Partition> _partitions;
    private readonly CancellationTokenRegistration _ending;
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private bool _isMoved;
    private bool _isWaiting;
    private volatile bool _isOver;

    public FetchWait(
        DelayedOperations delayed, IReadOnlyList<Partition> partitions, TimeSpan maxWait, CancellationToken ending)
    {
        _delayed = delayed;
        _partitions = partitions;
        foreach (var partition in partitions)
        {
            partition.Watch(this);
        }

        delayed.Add(this, maxWait);
        _ending = ending.UnsafeRegister(static wait => ((FetchWait)wait!).OnExpired(), this);
    }

    /// <summary>True when the time has run out: what there is now is the answer.</summary>
    public bool IsOver => _isOver;

    /// <summary>Completes when something has moved since the last call, or it is over.</summary>
    public ValueTask WaitAsync()
    {
        lock (_lock)
        {
            if (_isMoved || _isOver)
            {
                _isMoved = false;
                return ValueTask.CompletedTask;
            }

            _source.Reset();
            _isWaiting = true;
            return new ValueTask(this, _source.Version);
        }
    }

    public void OnPartitionChanged(Partition partition) => Wake();

    public void Dispose()
    {
        foreach (var partition in _partitions)
        {
            partition.Unwatch(this);
        }

        _delayed.Remove(this);
        _ending.Dispose();
    }

    protected override void OnExpired()
    {
        _isOver = true;
        Wake();
    }

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Wake()
    {
        lock (_lock)
        {
            if (!_isWaiting)
            {
                _isMoved = true;
                return;
            }

            _isWaiting = false;
        }

        _source.SetResult(true);
    }
}

using System.Threading.Tasks.Sources;

namespace OrleansBroker.Gateway.Connections;

/// <summary>
/// Where the one receive loop of a connection waits until it may read on. Opened under the pipeline's lock; the loop
/// continues on the thread pool, never on the thread that made the room.
/// </summary>
internal sealed class RoomGate : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };

    public bool IsClosed { get; private set; }

    /// <summary>Closes the gate; the returned task completes when it opens.</summary>
    public ValueTask Close()
    {
        _source.Reset();
        IsClosed = true;
        return new ValueTask(this, _source.Version);
    }

    public void Open()
    {
        IsClosed = false;
        _source.SetResult(true);
    }

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}

using System.Threading.Tasks.Sources;

namespace OrleansBroker.Gateway.Connections;

/// <summary>
/// Where the one receive loop of a connection waits until it may read on. Opened under the pipeline's lock; the loop
/// continues on the thread pool, never on the thread that made the room.
/// </summary>
internal sealed class RoomGate : IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };

    public bool IsClosed { get; private set; }

    /// <summary>Closes the gate; the returned task completes with what it is opened with.</summary>
    public ValueTask<bool> Close()
    {
        _source.Reset();
        IsClosed = true;
        return new ValueTask<bool>(this, _source.Version);
    }

    /// <summary>Opens the gate, with whether there is still a way behind it.</summary>
    public void Open(bool goesOn)
    {
        IsClosed = false;
        _source.SetResult(goesOn);
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}

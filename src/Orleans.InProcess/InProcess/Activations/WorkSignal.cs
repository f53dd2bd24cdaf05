using System.Threading.Tasks.Sources;

namespace Orleans.InProcess.Activations;

/// <summary>
/// Wakes one waiter; a signal without a waiter is kept for the next one, several are kept as one. Thread-safe.
/// </summary>
internal sealed class WorkSignal : IValueTaskSource
{
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private bool _isWaiting;
    private bool _isSignaled;

    public void Signal()
    {
        lock (_lock)
        {
            if (!_isWaiting)
            {
                _isSignaled = true;
                return;
            }

            _isWaiting = false;
        }

        _source.SetResult(true);
    }

    public ValueTask WaitAsync()
    {
        lock (_lock)
        {
            if (_isSignaled)
            {
                _isSignaled = false;
                return ValueTask.CompletedTask;
            }

            _source.Reset();
            _isWaiting = true;
            return new ValueTask(this, _source.Version);
        }
    }

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}

namespace OrleansBroker.Gateway.Connections;

/// <summary>
/// Bytes that all connections together may hold. Who finds it exhausted waits in arrival order, which is what makes a
/// full broker stop reading from its sockets. Thread-safe.
/// </summary>
internal sealed class MemoryBudget(long limit)
{
    private readonly Lock _lock = new();
    private readonly Queue<Waiter> _waiters = new();
    private long _used;

    /// <summary>Bytes reserved now.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>
    /// Reserves <paramref name="bytes"/>, waiting for others to release theirs. One reservation is always granted when
    /// nothing else is held, so that a limit below the frame size slows clients down and never stops them.
    /// </summary>
    /// <exception cref="OperationCanceledException">The connection was closed while it waited.</exception>
    public ValueTask ReserveAsync(long bytes, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (_waiters.Count == 0 && Fits(bytes))
            {
                _used += bytes;
                return ValueTask.CompletedTask;
            }

            waiter = new Waiter(bytes);
            _waiters.Enqueue(waiter);
        }

        return new ValueTask(WaitAsync(waiter, cancellationToken));
    }

    /// <summary>
    /// Reserves what is left up to <paramref name="wanted"/> bytes, at least <paramref name="minimum"/>, without
    /// waiting. The minimum may exceed the limit: an answer is owed to whoever was let in.
    /// </summary>
    public long ReserveUpTo(long wanted, long minimum)
    {
        lock (_lock)
        {
            var granted = Math.Max(Math.Min(wanted, limit - _used), Math.Min(wanted, minimum));
            _used += granted;
            return granted;
        }
    }

    public void Release(long bytes)
    {
        lock (_lock)
        {
            _used -= bytes;
            while (_waiters.TryPeek(out var next) && (next.Task.IsCompleted || Fits(next.Bytes)))
            {
                _waiters.Dequeue();
                if (next.TrySetResult())
                {
                    _used += next.Bytes;
                }
            }
        }
    }

    private bool Fits(long bytes) => _used == 0 || _used + bytes <= limit;

    private async Task WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((Waiter)state!).TrySetCanceled(token), waiter);
        try
        {
            await waiter.Task;
        }
        catch (OperationCanceledException)
        {
            // Those behind it may fit where it did not.
            Release(0);
            throw;
        }
    }

    private sealed class Waiter(long bytes) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long Bytes { get; } = bytes;
    }
}

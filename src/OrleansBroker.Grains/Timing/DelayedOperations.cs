namespace OrleansBroker.Grains.Timing;

/// <summary>
/// One timer for all requests of a silo that wait for something: a wheel of slots, so that adding and removing cost
/// the same however many wait. Delayed produce and delayed fetch park here instead of holding a timer each.
/// </summary>
/// <remarks>
/// Thread-safe. Expiry is exact to one tick (10 ms), which is far below any client's timeout. The timer runs only
/// while something waits. <see cref="OnTick"/> runs on the timer's thread and never beside itself.
/// </remarks>
public sealed class DelayedOperations : IDisposable
{
    private const int SlotCount = 1024;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private readonly DelayedOperation?[] _slots = new DelayedOperation?[SlotCount];
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly long _start;
    private long _tick;
    private int _count;

    public DelayedOperations(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(_ => OnTick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Parks an operation until <see cref="Remove"/>, or until the delay has passed and it is expired.
    /// </summary>
    public void Add(DelayedOperation operation, TimeSpan delay)
    {
        lock (_lock)
        {
            var due = TickNow() + (long)Math.Ceiling(delay / Tick);
            if (_count++ == 0)
            {
                _tick = TickNow();
                _timer.Change(Tick, Tick);
            }

            operation.DueTick = Math.Max(due, _tick + 1);
            Link(operation);
        }
    }

    /// <summary>Takes an operation off the wheel; false when it has expired, or was never added.</summary>
    public bool Remove(DelayedOperation operation)
    {
        lock (_lock)
        {
            if (operation.DueTick < 0)
            {
                return false;
            }

            Unlink(operation);
            return true;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void OnTick()
    {
        for (var expired = TakeExpired(); expired is not null;)
        {
            var next = expired.Next;
            expired.Next = null;
            expired.OnExpired();
            expired = next;
        }
    }

    /// <summary>Unlinks what is due, as a chain by <see cref="DelayedOperation.Next"/>.</summary>
    private DelayedOperation? TakeExpired()
    {
        DelayedOperation? chain = null;
        lock (_lock)
        {
            var now = TickNow();

            // After a long pause one round over all slots finds everything that is due.
            var last = Math.Min(now, _tick + SlotCount);
            for (var tick = _tick + 1; tick <= last; tick++)
            {
                chain = TakeFromSlot(tick, now, chain);
            }

            _tick = now;
        }

        return chain;
    }

    private DelayedOperation? TakeFromSlot(long tick, long now, DelayedOperation? chain)
    {
        for (var operation = _slots[tick % SlotCount]; operation is not null;)
        {
            var next = operation.Next;
            if (operation.DueTick <= now)
            {
                Unlink(operation);
                operation.Next = chain;
                chain = operation;
            }

            operation = next;
        }

        return chain;
    }

    private void Link(DelayedOperation operation)
    {
        ref var slot = ref _slots[operation.DueTick % SlotCount];
        operation.Next = slot;
        if (slot is not null)
        {
            slot.Previous = operation;
        }

        slot = operation;
    }

    private void Unlink(DelayedOperation operation)
    {
        if (operation.Previous is { } previous)
        {
            previous.Next = operation.Next;
        }
        else
        {
            _slots[operation.DueTick % SlotCount] = operation.Next;
        }

        if (operation.Next is { } next)
        {
            next.Previous = operation.Previous;
        }

        (operation.Next, operation.Previous, operation.DueTick) = (null, null, -1);
        if (--_count == 0)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private long TickNow() => _time.GetElapsedTime(_start).Ticks / Tick.Ticks;
}

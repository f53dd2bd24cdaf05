using System.Numerics;

namespace OrleansBroker.Grains.Timing;

/// <summary>
/// One timer for all requests of a silo that wait for something: a wheel of slots, so that adding and removing cost
/// the same however many wait. Delayed produce and delayed fetch park here instead of holding a timer each.
/// </summary>
/// <remarks>
/// Thread-safe. Expiry is exact to one tick (10 ms), which is far below any client's timeout. The timer sleeps until
/// the next slot that holds something, so that a broker whose requests wait for minutes costs nothing meanwhile.
/// Operations expire on the timer's thread, outside the lock.
/// </remarks>
public sealed class DelayedOperations : IDisposable
{
    private const int SlotCount = 1024;
    private const int SlotsPerWord = 64;
    private const long NotArmed = long.MaxValue;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private readonly DelayedOperation?[] _slots = new DelayedOperation?[SlotCount];

    // A bit for each slot that holds something.
    private readonly ulong[] _occupied = new ulong[SlotCount / SlotsPerWord];
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly long _start;
    private long _tick;
    private long _armedTick = NotArmed;
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
            var due = (long)Math.Ceiling((_time.GetElapsedTime(_start) + delay) / Tick);
            if (_count++ == 0)
            {
                _tick = TickNow();
            }

            operation.DueTick = Math.Max(due, _tick + 1);
            Link(operation);
            if (operation.DueTick < _armedTick)
            {
                Arm(operation.DueTick);
            }
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
            _armedTick = NotArmed;
            var now = TickNow();

            // After a long pause one round over all slots finds everything that is due.
            var last = Math.Min(now, _tick + SlotCount);
            for (var tick = _tick + 1; tick <= last; tick++)
            {
                chain = TakeFromSlot(tick, now, chain);
            }

            _tick = now;
            Arm(_count == 0 ? NotArmed : NextOccupiedTick());
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
        MarkOccupied(operation.DueTick, isOccupied: true);
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
            MarkOccupied(operation.DueTick, operation.Next is not null);
        }

        if (operation.Next is { } next)
        {
            next.Previous = operation.Previous;
        }

        (operation.Next, operation.Previous, operation.DueTick) = (null, null, -1);

        // The timer stays armed when the last one goes: arming it for each request would cost more than one idle tick.
        _count--;
    }

    private void MarkOccupied(long tick, bool isOccupied)
    {
        var slot = (int)(tick % SlotCount);
        var bit = 1UL << (slot % SlotsPerWord);
        ref var word = ref _occupied[slot / SlotsPerWord];
        word = isOccupied ? word | bit : word & ~bit;
    }

    /// <summary>When the next slot with something in it comes round; what is in it may be for a later round.</summary>
    private long NextOccupiedTick()
    {
        for (var tick = _tick + 1; tick <= _tick + SlotCount;)
        {
            var slot = (int)(tick % SlotCount);
            var ahead = _occupied[slot / SlotsPerWord] >> (slot % SlotsPerWord);
            if (ahead != 0)
            {
                return tick + BitOperations.TrailingZeroCount(ahead);
            }

            tick += SlotsPerWord - (slot % SlotsPerWord);
        }

        return NotArmed;
    }

    private void Arm(long tick)
    {
        if (tick == _armedTick)
        {
            return;
        }

        _armedTick = tick;
        var delay = tick == NotArmed ? Timeout.InfiniteTimeSpan : (Tick * tick) - _time.GetElapsedTime(_start);
        var isOverdue = tick != NotArmed && delay < TimeSpan.FromMilliseconds(1);
        _timer.Change(isOverdue ? TimeSpan.FromMilliseconds(1) : delay, Timeout.InfiniteTimeSpan);
    }

    private long TickNow() => _time.GetElapsedTime(_start).Ticks / Tick.Ticks;
}

namespace OrleansBroker.Grains.Timing;

/// <summary>
/// Something that waits on <see cref="DelayedOperations"/> for its time to run out. The wheel's links are part of the
/// object, so parking allocates nothing. One operation is on the wheel at most once, and never again afterwards.
/// </summary>
public abstract class DelayedOperation
{
    internal DelayedOperation? Next { get; set; }

    internal DelayedOperation? Previous { get; set; }

    /// <summary>Tick at which it expires; -1 while it is not on the wheel.</summary>
    internal long DueTick { get; set; } = -1;

    /// <summary>
    /// Its time has run out. Called on a timer thread, outside all locks; must be quick and must not throw. An
    /// operation that completes at the same moment may see both, and settles which came first by itself.
    /// </summary>
    protected internal abstract void OnExpired();
}

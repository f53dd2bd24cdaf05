namespace OrleansBroker.Grains.Coordinators;

/// <summary>
/// A shard's clock: it runs from when the shard was made and cannot be set, so that a jump of the time of day ends no
/// member's session. Thread-safe.
/// </summary>
internal sealed class ShardClock(TimeProvider time)
{
    private readonly long _zero = time.GetTimestamp();

    public long NowMs => (long)time.GetElapsedTime(_zero).TotalMilliseconds;

    /// <summary>The time of day at this clock's zero, as of now.</summary>
    public long UnixTimeAtZeroMs => time.GetUtcNow().ToUnixTimeMilliseconds() - NowMs;
}

namespace OrleansBroker.Coordination.Shard;

/// <summary>Points in time are milliseconds since the Unix epoch.</summary>
internal static class Deadline
{
    /// <summary>Later than everything: nothing is due.</summary>
    public const long None = long.MaxValue;
}

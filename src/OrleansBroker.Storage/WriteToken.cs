namespace OrleansBroker.Storage;

/// <summary>
/// The right to write one log, from <see cref="PartitionLog.Take"/>. The next token voids it: every write with a
/// voided token is refused by the log itself.
/// </summary>
public sealed class WriteToken
{
    internal WriteToken(PartitionLog log, int leaderEpoch, LogRole role)
    {
        Log = log;
        LeaderEpoch = leaderEpoch;
        Role = role;
    }

    /// <summary>Epoch under which the holder writes.</summary>
    public int LeaderEpoch { get; }

    /// <summary>Whether the holder leads or follows.</summary>
    public LogRole Role { get; }

    internal PartitionLog Log { get; }
}

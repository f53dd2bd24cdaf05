namespace OrleansBroker.Storage.Recovery;

/// <summary>What the folder's checkpoints say about a log.</summary>
/// <param name="RecoveryPoint">Everything below is flushed, with its indexes.</param>
/// <param name="LogStartOffset">First offset that may be read.</param>
/// <param name="HighWatermark">High watermark at the time.</param>
/// <param name="IsClean">Whether the last process stopped in order: nothing needs a scan.</param>
internal readonly record struct LogCheckpoint(
    long RecoveryPoint, long LogStartOffset, long HighWatermark, bool IsClean)
{
    /// <summary>Where the log ends as far as is known: a clean stop flushed everything.</summary>
    public long EndOffset => IsClean && RecoveryPoint > 0 ? RecoveryPoint : long.MaxValue;
}

using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages.CoordinatorRecords;

namespace OrleansBroker.Coordination.Offsets;

/// <summary>How far a group has come in a partition.</summary>
/// <param name="Offset">The offset of the next record to read.</param>
/// <param name="LeaderEpoch">The leader epoch of the last record read; -1 when not told.</param>
/// <param name="Metadata">What the client wanted kept with it.</param>
/// <param name="CommitTimestampMs">When it was committed, in milliseconds since the Unix epoch.</param>
/// <param name="ExpireTimestampMs">When it expires whatever the retention is, as old clients ask; -1: by retention.
/// </param>
/// <param name="TopicId">The topic for which it was committed; zero when not known.</param>
public readonly record struct CommittedOffset(
    long Offset, int LeaderEpoch, string Metadata, long CommitTimestampMs, long ExpireTimestampMs, TopicId TopicId)
{
    /// <summary>What is answered where nothing was committed.</summary>
    public const long NoOffset = -1;

    internal OffsetCommitValue ToValue() => new()
    {
        Offset = Offset,
        LeaderEpoch = LeaderEpoch,
        Metadata = Metadata,
        CommitTimestamp = CommitTimestampMs,
        ExpireTimestamp = ExpireTimestampMs,
        TopicId = TopicId,
    };

    internal static CommittedOffset FromValue(OffsetCommitValue value) => new(
        value.Offset, value.LeaderEpoch, value.Metadata, value.CommitTimestamp, value.ExpireTimestamp, value.TopicId);
}

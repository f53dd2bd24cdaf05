using OrleansBroker.Coordination.Classic;
using OrleansBroker.Coordination.Consumer;
using OrleansBroker.Coordination.Shard;

namespace OrleansBroker.Coordination.Offsets;

/// <summary>
/// Offsets that nobody has used for <c>offsets.retention.minutes</c> go, and with the last one the group itself if it
/// has no members.
/// </summary>
internal static class OffsetExpiry
{
    public static void Run(GroupTurn turn)
    {
        var group = turn.Group;
        foreach (var (partition, offset) in group.Offsets.All.ToList())
        {
            if (ExpiresAt(turn.Options, group, partition.Topic, offset) <= turn.UnixNowMs
                && !group.Offsets.Pending.Contains(partition))
                turn.Write(RecordType.OffsetCommit, null, partition.Topic, partition.Partition);
        }

        if (group.HasNoMembers && group.Offsets.IsEmpty)
            Forget(turn);
    }

    /// <summary>When the group is looked at next: not more often than the check interval, not before anything can
    /// expire.</summary>
    public static long NextCheck(GroupTurn turn)
    {
        var (group, options) = (turn.Group, turn.Options);
        var soonest = turn.NowMs + Interval(options);
        if (group.IsNothing)
            return Deadline.None;

        // Without offsets, or with those of open transactions only, there is still the group itself to forget.
        var first = group.Offsets.All
            .Select(entry => ExpiresAt(options, group, entry.Partition.Topic, entry.Offset))
            .DefaultIfEmpty(Deadline.None).Min();
        return first == Deadline.None ? soonest : Math.Max(turn.NowMs + (first - turn.UnixNowMs), soonest);
    }

    /// <summary>Tombstones for all that is left of a group.</summary>
    public static void Forget(GroupTurn turn)
    {
        foreach (var (partition, _) in turn.Group.Offsets.All.ToList())
            turn.Write(RecordType.OffsetCommit, null, partition.Topic, partition.Partition);
        if (turn.Group.Classic is not null)
            turn.Write(RecordType.GroupMetadata, null);
        if (turn.Group.Consumer is { } consumer)
            ConsumerRecords.WriteRemoval(turn, consumer);
    }

    private static long ExpiresAt(GroupOptions options, Group group, string topic, CommittedOffset offset)
    {
        if (group.Consumer is null && group.Classic is null)
            return Age(options, offset, offset.CommitTimestampMs);
        if (group.Classic is { State: ClassicState.Empty } empty)
            return Age(options, offset, Math.Max(empty.StateSinceMs, offset.CommitTimestampMs));

        // Somebody is there: what the group does not read any more ages, unless nobody can tell what it reads.
        var mayAge = group.Consumer is not null || group.Classic is { State: ClassicState.Stable, IsOfConsumers: true };
        return mayAge && !group.IsSubscribedTo(topic)
            ? Age(options, offset, offset.CommitTimestampMs)
            : Deadline.None;
    }

    private static long Age(GroupOptions options, CommittedOffset offset, long sinceMs) =>
        offset.ExpireTimestampMs >= 0
            ? offset.ExpireTimestampMs
            : sinceMs + (long)options.OffsetsRetention.TotalMilliseconds;

    private static long Interval(GroupOptions options) => (long)options.OffsetsRetentionCheckInterval.TotalMilliseconds;
}

using OrleansBroker.Coordination.Classic;
using OrleansBroker.Coordination.Consumer;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Offsets;

/// <summary>Who may commit for a group and read what it has committed.</summary>
internal static class CommitRules
{
    private const short MemberEpochSince = 9;

    /// <summary>Checks a commit as a whole; for a partition see <see cref="MayCommit"/>.</summary>
    /// <param name="group">The group.</param>
    /// <param name="version">The request's version.</param>
    /// <param name="memberId">Who commits; empty for somebody who is no member.</param>
    /// <param name="instanceId">The static member's instance.</param>
    /// <param name="epoch">The generation or member epoch; negative for somebody who is no member.</param>
    /// <param name="isTransactional">Producers that do not tell who consumes for them may commit (KIP-447).</param>
    public static ErrorCode Check(
        Group group, short version, string memberId, string? instanceId, int epoch, bool isTransactional)
    {
        if (group.Consumer is { } consumer)
            return CheckConsumer(consumer, version, memberId, epoch, isTransactional);
        if (group.Classic is { } classic)
            return CheckClassic(classic, memberId, instanceId, epoch, isTransactional);
        return epoch < 0 ? ErrorCode.None
            : !group.IsNothing ? ErrorCode.UnknownMemberId
            : version >= MemberEpochSince && !isTransactional ? ErrorCode.GroupIdNotFound
            : ErrorCode.IllegalGeneration;
    }

    /// <summary>
    /// Whether a member of a consumer group may commit for the partition: in its own epoch always; in an older one
    /// if it has had the partition since (KIP-1251), because then nobody else has had it meanwhile.
    /// </summary>
    public static bool MayCommit(Group group, string memberId, int epoch, TopicIdPartition partition)
    {
        if (group.Consumer?.Member(memberId)?.Current is not { } current || epoch < 0 || epoch == current.Epoch)
            return true;
        return current.Held.Contains(partition)
            && current.AssignmentEpochs.GetValueOrDefault(partition, int.MaxValue) <= epoch;
    }

    /// <summary>The error of who commits in an epoch in which it may not.</summary>
    public static ErrorCode WrongEpoch(Group group, string memberId) =>
        group.Consumer?.Member(memberId) is { IsClassic: true }
            ? ErrorCode.IllegalGeneration
            : ErrorCode.StaleMemberEpoch;

    /// <summary>A reader that names itself must be who it says; others read what is there.</summary>
    public static ErrorCode CheckFetch(Group group, string? memberId, int epoch)
    {
        if (group.Consumer is not { } consumer || (memberId is null && epoch < 0))
            return ErrorCode.None;
        if (consumer.Member(memberId ?? "") is not { } member)
            return ErrorCode.UnknownMemberId;
        return epoch == member.Current.Epoch ? ErrorCode.None : WrongEpoch(member);
    }

    private static ErrorCode CheckConsumer(
        ConsumerGroup group, short version, string memberId, int epoch, bool isTransactional)
    {
        // An operator, or a consumer that picks its partitions itself.
        if (epoch < 0 && (group.Members.Count == 0 || (isTransactional && memberId.Length == 0)))
            return ErrorCode.None;
        if (group.Member(memberId) is not { } member)
            return ErrorCode.UnknownMemberId;
        if (!member.IsClassic && version < MemberEpochSince && !isTransactional)
            return ErrorCode.UnsupportedVersion;
        if (epoch == member.Current.Epoch)
            return ErrorCode.None;
        return epoch > member.Current.Epoch || epoch < 0 ? WrongEpoch(member) : ErrorCode.None;
    }

    private static ErrorCode CheckClassic(
        ClassicGroup group, string memberId, string? instanceId, int epoch, bool isTransactional)
    {
        if (epoch < 0 && group.State == ClassicState.Empty)
            return ErrorCode.None;
        if (epoch < 0 && memberId.Length == 0 && instanceId is null)
            return isTransactional ? ErrorCode.None : ErrorCode.UnknownMemberId;
        var error = group.Check(memberId, instanceId);
        if (error != ErrorCode.None)
            return error;
        if (epoch != group.Generation)
            return ErrorCode.IllegalGeneration;

        // The member knows the generation but not yet its share of it: it shall synchronise first.
        return group.State == ClassicState.CompletingRebalance && !isTransactional
            ? ErrorCode.RebalanceInProgress
            : ErrorCode.None;
    }

    private static ErrorCode WrongEpoch(ConsumerMember member) =>
        member.IsClassic ? ErrorCode.IllegalGeneration : ErrorCode.StaleMemberEpoch;
}

using OrleansBroker.Coordination.Shard;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>A static member is back under a new member id and takes its old place: nothing moves.</summary>
internal static class StaticReplacement
{
    /// <summary>The new self begins at the epoch of those who join: it has what its former self had, and whatever that
    /// one was still to get or to give up is seen to as for any other.</summary>
    /// <returns>Whose place was taken; null when nobody's was.</returns>
    public static ConsumerMember? RunIfDue(GroupTurn turn, ConsumerGroup group, string memberId, string? instanceId)
    {
        if (instanceId is null || group.StaticMember(instanceId) is not { } old || old.MemberId == memberId)
            return null;
        var (subscription, target) = (old.Subscription, group.Target(old.MemberId));
        var current = old.Current with
        {
            Epoch = ConsumerMember.JoinEpoch,
            PreviousEpoch = ConsumerMember.JoinEpoch,
            State = ReconciliationState.Stable,
            PendingRevocation = PartitionSet.Empty,
        };
        ConsumerRecords.WriteRemoval(turn, old.MemberId);
        ConsumerRecords.Write(turn, memberId, subscription);
        ConsumerRecords.WriteTarget(turn, memberId, target);
        ConsumerRecords.Write(turn, memberId, current);
        return old;
    }
}

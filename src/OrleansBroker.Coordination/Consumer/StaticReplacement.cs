using OrleansBroker.Coordination.Shard;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>A static member is back under a new member id and takes its old place: nothing moves.</summary>
internal static class StaticReplacement
{
    /// <param name="epoch">The epoch with which the new self begins.</param>
    public static void RunIfDue(GroupTurn turn, ConsumerGroup group, string memberId, string? instanceId, int epoch)
    {
        if (instanceId is null || group.StaticMember(instanceId) is not { } old || old.MemberId == memberId)
            return;
        var (subscription, target) = (old.Subscription, group.Target(old.MemberId));
        var current = old.Current with
        {
            Epoch = epoch,
            PreviousEpoch = epoch,
            State = ReconciliationState.Stable,
            PendingRevocation = PartitionSet.Empty,
        };
        ConsumerRecords.WriteRemoval(turn, old.MemberId);
        ConsumerRecords.Write(turn, memberId, subscription);
        ConsumerRecords.WriteTarget(turn, memberId, target);
        ConsumerRecords.Write(turn, memberId, current);
    }
}

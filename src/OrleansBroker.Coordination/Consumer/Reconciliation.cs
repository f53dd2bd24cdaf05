using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>
/// Brings a member step by step to its target (KIP-848): first it gives up what is no longer its own, then it enters
/// the target's epoch with what is free, then it gets the rest as others let go. Pure.
/// </summary>
internal static class Reconciliation
{
    /// <param name="current">What the member has.</param>
    /// <param name="targetEpoch">The epoch of the target.</param>
    /// <param name="target">What it shall have.</param>
    /// <param name="isHeldByOther">Whether another member still holds a partition.</param>
    /// <param name="owned">What the member says that it owns; null when it says nothing new.</param>
    public static CurrentAssignment Next(
        CurrentAssignment current, int targetEpoch, PartitionSet target,
        Func<TopicIdPartition, bool> isHeldByOther, PartitionSet? owned)
    {
        if (current.IsReconciledTo(targetEpoch))
            return current;
        if (current.State == ReconciliationState.UnrevokedPartitions && Owns(owned, current.PendingRevocation))
            return current;
        var kept = current.Assigned.Intersect(target);
        var revoked = current.Assigned.Except(kept);
        return !revoked.IsEmpty && Owns(owned, revoked)
            ? Revoke(current, kept, revoked)
            : Advance(current, targetEpoch, kept, target.Except(kept), isHeldByOther);
    }

    /// <summary>A member that says nothing owns what it was given.</summary>
    private static bool Owns(PartitionSet? owned, PartitionSet partitions) =>
        owned is null || owned.Overlaps(partitions);

    private static CurrentAssignment Revoke(CurrentAssignment current, PartitionSet kept, PartitionSet revoked) =>
        current with
        {
            State = ReconciliationState.UnrevokedPartitions,
            Assigned = kept,
            PendingRevocation = revoked,
        };

    private static CurrentAssignment Advance(
        CurrentAssignment current, int targetEpoch, PartitionSet kept, PartitionSet wanted,
        Func<TopicIdPartition, bool> isHeldByOther)
    {
        var free = wanted.Where(partition => !isHeldByOther(partition));
        var assigned = kept.Union(free);
        return new CurrentAssignment(
            targetEpoch,
            current.Epoch == targetEpoch ? current.PreviousEpoch : current.Epoch,
            free.Count < wanted.Count ? ReconciliationState.UnreleasedPartitions : ReconciliationState.Stable,
            assigned,
            PartitionSet.Empty,
            EpochsOf(current, assigned, kept, targetEpoch));
    }

    private static Dictionary<TopicIdPartition, int> EpochsOf(
        CurrentAssignment current, PartitionSet assigned, PartitionSet kept, int targetEpoch) =>
        assigned.ToDictionary(
            partition => partition,
            partition => kept.Contains(partition)
                ? current.AssignmentEpochs.GetValueOrDefault(partition, current.Epoch)
                : targetEpoch);
}

using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>What a member of a consumer group has right now. Immutable.</summary>
/// <param name="Epoch">The member's epoch; -2 for a static member that is away.</param>
/// <param name="PreviousEpoch">The epoch before, from which the member may still speak when an answer was lost.</param>
/// <param name="State">How far it is on its way to the target.</param>
/// <param name="Assigned">What it may read.</param>
/// <param name="PendingRevocation">What it has to give up, and what nobody else gets before it has.</param>
/// <param name="AssignmentEpochs">In which epoch each partition came to the member (KIP-1251).</param>
internal sealed record CurrentAssignment(
    int Epoch,
    int PreviousEpoch,
    ReconciliationState State,
    PartitionSet Assigned,
    PartitionSet PendingRevocation,
    IReadOnlyDictionary<TopicIdPartition, int> AssignmentEpochs)
{
    /// <summary>What a member starts with.</summary>
    public static readonly CurrentAssignment None = new(
        0, 0, ReconciliationState.Stable, PartitionSet.Empty, PartitionSet.Empty,
        new Dictionary<TopicIdPartition, int>());

    /// <summary>All that nobody else may have.</summary>
    public PartitionSet Held => Assigned.Union(PendingRevocation);

    public bool IsReconciledTo(int targetEpoch) => State == ReconciliationState.Stable && Epoch == targetEpoch;

    public bool IsSame(CurrentAssignment other) =>
        Epoch == other.Epoch
        && PreviousEpoch == other.PreviousEpoch
        && State == other.State
        && Assigned.Equals(other.Assigned)
        && PendingRevocation.Equals(other.PendingRevocation);
}

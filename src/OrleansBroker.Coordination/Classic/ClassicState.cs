namespace OrleansBroker.Coordination.Classic;

/// <summary>Where a classic group is in its rebalance. A group that was deleted has no object, so that none is dead.
/// </summary>
internal enum ClassicState
{
    /// <summary>No members; there may be offsets.</summary>
    Empty,

    /// <summary>Waiting for the members to join.</summary>
    PreparingRebalance,

    /// <summary>The members have joined and wait for the leader's assignment.</summary>
    CompletingRebalance,

    /// <summary>Every member has its assignment, or can fetch it.</summary>
    Stable,
}

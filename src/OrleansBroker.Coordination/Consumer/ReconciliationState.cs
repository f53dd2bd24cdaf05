namespace OrleansBroker.Coordination.Consumer;

/// <summary>How far a member is on its way to its target assignment. The numbers are those in the log.</summary>
internal enum ReconciliationState : sbyte
{
    /// <summary>The member has what the target of its epoch gives it.</summary>
    Stable = 1,

    /// <summary>The member has to give up partitions first, and stays in its old epoch until it has.</summary>
    UnrevokedPartitions = 2,

    /// <summary>The member is in the target's epoch, and some of its partitions are still with others.</summary>
    UnreleasedPartitions = 3,
}

namespace OrleansBroker.Coordination.Assignors;

/// <summary>
/// What is shared out as one: a partition, or the partitions of one number of several topics that stay together.
/// </summary>
/// <param name="kind">The slots of one kind have the same members to choose from.</param>
/// <param name="racks">The racks where a reader would be near; empty when it does not matter.</param>
/// <param name="holder">The index of the member that has it by now; <see cref="Nobody"/> when it is free.</param>
internal sealed class Slot(int kind, int number, IReadOnlyCollection<string> racks, int holder)
{
    public const int Nobody = -1;

    public int Kind => kind;

    /// <summary>The number of the partition.</summary>
    public int Number => number;

    /// <summary>Who had it before the rebalance.</summary>
    public int FormerOwner { get; } = holder;

    /// <summary>Who gets it.</summary>
    public int Owner { get; set; } = holder;

    public bool IsNear(string? rack) => rack is not null && racks.Contains(rack);
}

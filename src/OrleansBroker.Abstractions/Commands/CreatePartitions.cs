using Orleans;

namespace OrleansBroker.Abstractions.Commands;

/// <summary>Give topics more partitions, or only say whether that would work.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.CreatePartitionsCommand")]
public sealed record CreatePartitionsCommand
{
    [Id(0)] public PartitionIncrease[] Topics { get; init; } = [];

    [Id(1)] public bool ValidateOnly { get; init; }
}

/// <summary>A topic and the number of partitions that it is to have.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.PartitionIncrease")]
public sealed record PartitionIncrease
{
    [Id(0)] public string Name { get; init; } = "";

    /// <summary>Partitions in all, the existing ones included.</summary>
    [Id(1)] public int Count { get; init; }

    /// <summary>Broker ids of each new partition in order; null leaves the choice to the controller.</summary>
    [Id(2)] public int[][]? Assignments { get; init; }
}

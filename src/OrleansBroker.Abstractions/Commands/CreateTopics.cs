using Orleans;

namespace OrleansBroker.Abstractions.Commands;

/// <summary>Create topics, or only say whether that would work.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.CreateTopicsCommand")]
public sealed record CreateTopicsCommand
{
    [Id(0)] public NewTopic[] Topics { get; init; } = [];

    [Id(1)] public bool ValidateOnly { get; init; }
}

/// <summary>A topic to create.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.NewTopic")]
public sealed record NewTopic
{
    /// <summary>Leaves a number to the broker's defaults, or to the assignment where one is given.</summary>
    public const int Default = -1;

    [Id(0)] public string Name { get; init; } = "";

    /// <summary>Number of partitions, or <see cref="Default"/>.</summary>
    [Id(1)] public int Partitions { get; init; } = Default;

    /// <summary>Replicas of each partition, or <see cref="Default"/>.</summary>
    [Id(2)] public int ReplicationFactor { get; init; } = Default;

    /// <summary>Replicas by partition; empty leaves the choice to the controller.</summary>
    [Id(3)] public ReplicaAssignment[] Assignments { get; init; } = [];

    [Id(4)] public ConfigSetting[] Configs { get; init; } = [];
}

/// <summary>The brokers that hold one partition, the preferred leader first.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.ReplicaAssignment")]
public sealed record ReplicaAssignment
{
    [Id(0)] public int Partition { get; init; }

    [Id(1)] public int[] BrokerIds { get; init; } = [];
}

/// <summary>A config and its value.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.ConfigSetting")]
public sealed record ConfigSetting
{
    [Id(0)] public string Name { get; init; } = "";

    [Id(1)] public string? Value { get; init; }
}

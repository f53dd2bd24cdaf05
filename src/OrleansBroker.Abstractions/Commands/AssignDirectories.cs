using Orleans;

namespace OrleansBroker.Abstractions.Commands;

/// <summary>A broker tells in which of its data folders replicas lie from now on (KIP-858).</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.AssignDirectoriesCommand")]
public sealed record AssignDirectoriesCommand
{
    [Id(0)] public int BrokerId { get; init; }

    /// <summary>Incarnation of the broker; an earlier one than the registered is refused.</summary>
    [Id(1)] public Guid Incarnation { get; init; }

    [Id(2)] public ReplicaDirectory[] Replicas { get; init; } = [];
}

/// <summary>The data folder of one replica.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.ReplicaDirectory")]
public sealed record ReplicaDirectory
{
    [Id(0)] public Guid TopicId { get; init; }

    [Id(1)] public int Partition { get; init; }

    [Id(2)] public Guid DirectoryId { get; init; }
}

using Orleans;

namespace OrleansBroker.Abstractions.Metadata;

/// <summary>One topic: identity, partitions by index, and the configs that were set on it. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.TopicMetadata")]
public sealed record TopicMetadata
{
    [Id(0)] public Guid TopicId { get; init; }

    [Id(1)] public string Name { get; init; } = "";

    /// <summary>Partition n at index n.</summary>
    [Id(2)] public PartitionMetadata[] Partitions { get; init; } = [];

    /// <summary>Overrides by config name; never changed in place.</summary>
    [Id(3)] public Dictionary<string, string> Configs { get; init; } = [];
}

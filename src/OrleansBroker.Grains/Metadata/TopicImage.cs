using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Metadata;

/// <summary>One topic as this silo knows it, its configs resolved. Immutable.</summary>
public sealed class TopicImage
{
    internal TopicImage(TopicMetadata metadata, KafkaProperties properties)
    {
        Metadata = metadata;
        Settings = new TopicSettings(properties, metadata.Configs);
    }

    public TopicId TopicId => new(Metadata.TopicId);

    public string Name => Metadata.Name;

    /// <summary>Partition n at index n.</summary>
    public IReadOnlyList<PartitionMetadata> Partitions => Metadata.Partitions;

    /// <summary>The configs that were set on the topic itself.</summary>
    public IReadOnlyDictionary<string, string> Configs => Metadata.Configs;

    /// <summary>The configs that hold, defaults included.</summary>
    public TopicSettings Settings { get; }

    /// <summary>Whether clients should leave it alone: the topics of the coordinators.</summary>
    public bool IsInternal => InternalTopics.Contains(Name);

    internal TopicMetadata Metadata { get; }
}

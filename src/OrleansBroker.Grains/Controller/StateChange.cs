using OrleansBroker.Abstractions.Metadata;

namespace OrleansBroker.Grains.Controller;

/// <summary>What a decision changes; null or empty is unchanged. Immutable.</summary>
internal sealed record StateChange
{
    public static StateChange None { get; } = new();

    /// <summary>Topics that are new or changed, each whole.</summary>
    public IReadOnlyList<TopicMetadata> Topics { get; init; } = [];

    /// <summary>Topics that are deleted.</summary>
    public IReadOnlyList<TopicMetadata> DeletedTopics { get; init; } = [];

    /// <summary>All brokers.</summary>
    public IReadOnlyList<BrokerMetadata>? Brokers { get; init; }

    /// <summary>All dynamic broker configs.</summary>
    public BrokerConfigsMetadata? BrokerConfigs { get; init; }

    /// <summary>All configs of groups.</summary>
    public GroupConfigsMetadata? GroupConfigs { get; init; }

    /// <summary>First producer id that no block holds.</summary>
    public long? NextProducerId { get; init; }

    public bool IsEmpty => Topics.Count == 0 && DeletedTopics.Count == 0 && !ChangesSections;

    /// <summary>Whether brokers see anything of it.</summary>
    public bool IsPublished => Topics.Count > 0 || DeletedTopics.Count > 0 || Brokers is not null
        || BrokerConfigs is not null || GroupConfigs is not null;

    private bool ChangesSections => Brokers is not null || BrokerConfigs is not null || GroupConfigs is not null
        || NextProducerId is not null;

    /// <summary>The change as the step of metadata that is published.</summary>
    public MetadataUpdate ToUpdate(MetadataVersion version, string clusterId) => new()
    {
        Version = version,
        ClusterId = clusterId,
        Brokers = Brokers?.ToArray(),
        Topics = [.. Topics],
        DeletedTopics = [.. DeletedTopics.Select(topic => topic.TopicId)],
        BrokerConfigs = BrokerConfigs,
        GroupConfigs = GroupConfigs,
    };
}

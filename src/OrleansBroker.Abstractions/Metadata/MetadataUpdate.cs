using Orleans;

namespace OrleansBroker.Abstractions.Metadata;

/// <summary>
/// A numbered step of the cluster's metadata: a delta, which fits only on the version before it, or a snapshot, which
/// replaces everything. Immutable.
/// </summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.MetadataUpdate")]
public sealed record MetadataUpdate
{
    [Id(0)] public MetadataVersion Version { get; init; }

    [Id(1)] public bool IsSnapshot { get; init; }

    [Id(2)] public string ClusterId { get; init; } = "";

    /// <summary>All brokers when one of them changed, else null.</summary>
    [Id(3)] public BrokerMetadata[]? Brokers { get; init; }

    /// <summary>Topics that are new or changed, each whole.</summary>
    [Id(4)] public TopicMetadata[] Topics { get; init; } = [];

    /// <summary>Ids of topics that were deleted; in a snapshot, of all that ever were.</summary>
    [Id(5)] public Guid[] DeletedTopics { get; init; } = [];

    /// <summary>All dynamic broker configs when one of them changed, else null.</summary>
    [Id(6)] public BrokerConfigsMetadata? BrokerConfigs { get; init; }

    /// <summary>All configs of groups when one of them changed, else null.</summary>
    [Id(7)] public GroupConfigsMetadata? GroupConfigs { get; init; }
}

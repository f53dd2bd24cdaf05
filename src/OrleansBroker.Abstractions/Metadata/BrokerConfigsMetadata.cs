using Orleans;

namespace OrleansBroker.Abstractions.Metadata;

/// <summary>Broker configs that were changed while brokers ran. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.BrokerConfigsMetadata")]
public sealed record BrokerConfigsMetadata
{
    /// <summary>For all brokers.</summary>
    [Id(0)] public Dictionary<string, string> ClusterWide { get; init; } = [];

    /// <summary>By broker id; hides what is set for all.</summary>
    [Id(1)] public Dictionary<int, Dictionary<string, string>> ByBroker { get; init; } = [];
}

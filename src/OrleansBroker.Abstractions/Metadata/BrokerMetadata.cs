using Orleans;

namespace OrleansBroker.Abstractions.Metadata;

/// <summary>One registered broker: who it is and where it is reached. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.BrokerMetadata")]
public sealed record BrokerMetadata
{
    /// <summary>Stable id of the broker.</summary>
    [Id(0)] public int BrokerId { get; init; }

    /// <summary>This start of the broker; the newest registered one wins.</summary>
    [Id(1)] public Guid Incarnation { get; init; }

    /// <summary>Ids of its data folders that work: on any other, its replicas are offline.</summary>
    [Id(2)] public Guid[] DirectoryIds { get; init; } = [];

    /// <summary>Host that Kafka clients are told.</summary>
    [Id(3)] public string Host { get; init; } = "";

    /// <summary>Port that Kafka clients are told.</summary>
    [Id(4)] public int Port { get; init; }

    [Id(5)] public string? Rack { get; init; }

    /// <summary>Address of its silo, in the parsable form of Orleans.</summary>
    [Id(6)] public string Silo { get; init; } = "";
}

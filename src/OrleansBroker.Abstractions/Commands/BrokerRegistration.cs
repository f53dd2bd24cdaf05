using Orleans;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Protocol;

namespace OrleansBroker.Abstractions.Commands;

/// <summary>The controller's answer to a broker that registers.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.BrokerRegistrationResult")]
public sealed record BrokerRegistrationResult
{
    [Id(0)] public ErrorCode Error { get; init; }

    /// <summary>Why it was refused, as a sentence for the operator.</summary>
    [Id(1)] public string? Message { get; init; }

    /// <summary>All metadata, the registration included; null when it was refused.</summary>
    [Id(2)] public MetadataUpdate? Snapshot { get; init; }
}

using Orleans;

namespace OrleansBroker.Abstractions.Commands;

/// <summary>Change configs of topics, brokers and groups one by one, or only say whether that would work.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.AlterConfigsCommand")]
public sealed record AlterConfigsCommand
{
    [Id(0)] public ConfigResourceChange[] Resources { get; init; } = [];

    [Id(1)] public bool ValidateOnly { get; init; }
}

/// <summary>The changes of one topic, broker or group; all of them take effect or none.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.ConfigResourceChange")]
public sealed record ConfigResourceChange
{
    [Id(0)] public ConfigResourceType Type { get; init; }

    /// <summary>Name of the topic; id of the broker, or empty for all brokers; id of the group.</summary>
    [Id(1)] public string Name { get; init; } = "";

    [Id(2)] public ConfigChange[] Changes { get; init; } = [];

    /// <summary>True drops every config that <see cref="Changes"/> does not name (the older AlterConfigs).</summary>
    [Id(3)] public bool ReplacesAll { get; init; }
}

/// <summary>One change of one config.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.ConfigChange")]
public sealed record ConfigChange
{
    [Id(0)] public string Name { get; init; } = "";

    [Id(1)] public ConfigOperation Operation { get; init; }

    [Id(2)] public string? Value { get; init; }
}

/// <summary>What has configs; the numbers are Kafka's.</summary>
public enum ConfigResourceType
{
    Unknown = 0,
    Topic = 2,
    Broker = 4,
    BrokerLogger = 8,
    ClientMetrics = 16,
    Group = 32,
}

/// <summary>What to do with a config; the numbers are Kafka's.</summary>
public enum ConfigOperation
{
    Set = 0,
    Delete = 1,
    Append = 2,
    Subtract = 3,
}

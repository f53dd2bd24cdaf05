using Orleans;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Protocol;

namespace OrleansBroker.Abstractions.Commands;

/// <summary>The controller's answer to a command: one outcome per entry of the command, in its order.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.CommandResult")]
public sealed record CommandResult
{
    /// <summary>The version that shows what was done; a silo waits for it before it answers its client.</summary>
    [Id(0)] public MetadataVersion Version { get; init; }

    [Id(1)] public CommandOutcome[] Outcomes { get; init; } = [];
}

/// <summary>What became of one entry of a command.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.CommandOutcome")]
public sealed record CommandOutcome
{
    /// <summary>Name of the topic or of the config resource.</summary>
    [Id(0)] public string Name { get; init; } = "";

    [Id(1)] public ErrorCode Error { get; init; }

    /// <summary>Why it failed, as a sentence for the user; null when it did not.</summary>
    [Id(2)] public string? Message { get; init; }

    [Id(3)] public Guid TopicId { get; init; }

    [Id(4)] public int Partitions { get; init; } = NewTopic.Default;

    [Id(5)] public int ReplicationFactor { get; init; } = NewTopic.Default;

    public static CommandOutcome Failed(string name, ErrorCode error, string message) =>
        new() { Name = name, Error = error, Message = message };
}

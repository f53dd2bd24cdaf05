using Orleans;

namespace OrleansBroker.Abstractions.Commands;

/// <summary>Delete topics, each named by its name or by its id.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.DeleteTopicsCommand")]
public sealed record DeleteTopicsCommand
{
    [Id(0)] public TopicReference[] Topics { get; init; } = [];
}

/// <summary>A topic by name, or by id where the name is null.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.TopicReference")]
public sealed record TopicReference
{
    [Id(0)] public string? Name { get; init; }

    [Id(1)] public Guid TopicId { get; init; }
}

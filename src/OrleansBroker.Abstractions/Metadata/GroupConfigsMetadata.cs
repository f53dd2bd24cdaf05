using Orleans;

namespace OrleansBroker.Abstractions.Metadata;

/// <summary>Configs that were set on groups; a group needs not exist to have some. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.GroupConfigsMetadata")]
public sealed record GroupConfigsMetadata
{
    /// <summary>By group id; groups without configs are not in it.</summary>
    [Id(0)] public Dictionary<string, Dictionary<string, string>> ByGroup { get; init; } = [];
}

using Microsoft.CodeAnalysis;

namespace OrleansBroker.Protocol.Generator;

/// <summary>
/// The outcome for one message. The text itself is the key of the incremental build: a change that leaves it as it was
/// goes no further, and symbols, which would hold a compilation in memory, are not kept.
/// </summary>
internal sealed class GeneratedMessage(string name, string source, string? description, List<Diagnostic> diagnostics)
    : IEquatable<GeneratedMessage>
{
    public string Name => name;

    public string Source => source;

    public string? Description => description;

    public List<Diagnostic> Diagnostics => diagnostics;

    public bool Equals(GeneratedMessage? other) =>
        other is not null && Name == other.Name && Source == other.Source
        && Diagnostics.SequenceEqual(other.Diagnostics);

    public override bool Equals(object? obj) => Equals(obj as GeneratedMessage);

    public override int GetHashCode() => Source.GetHashCode();
}

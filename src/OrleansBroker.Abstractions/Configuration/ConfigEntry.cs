namespace OrleansBroker.Abstractions.Configuration;

/// <summary>A config with the value that holds, and where that value comes from.</summary>
/// <param name="Definition">What the config is.</param>
/// <param name="Value">The value that holds; null when there is none.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Candidates">All values that were set, the one that holds first, then those that it hides.</param>
public sealed record ConfigEntry(
    ConfigDefinition Definition, string? Value, ConfigSource Source, IReadOnlyList<ConfigCandidate> Candidates);

/// <summary>One of the values that a config could have: under which name, from which source.</summary>
public sealed record ConfigCandidate(string Name, string? Value, ConfigSource Source);

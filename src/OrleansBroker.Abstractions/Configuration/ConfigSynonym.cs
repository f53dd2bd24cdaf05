namespace OrleansBroker.Abstractions.Configuration;

/// <summary>A broker property that gives a topic config its default.</summary>
/// <param name="Name">Name of the broker property, for example <c>log.retention.hours</c>.</param>
/// <param name="Multiplier">What one unit of the property is worth in the topic config: 3600000 for hours in ms.</param>
public sealed record ConfigSynonym(string Name, long Multiplier = 1);

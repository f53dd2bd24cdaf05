namespace OrleansBroker.Abstractions.Configuration;

/// <summary>A broker property that gives a topic config its default.</summary>
/// <param name="Name">Name of the broker property, for example <c>log.retention.hours</c>.</param>
/// <param name="Multiplier">One unit of the property in units of the topic config: 3600000 for hours in ms.</param>
/// <param name="Default">The property's own default, where it and not the first synonym shows it.</param>
public sealed record ConfigSynonym(string Name, long Multiplier = 1, string? Default = null);

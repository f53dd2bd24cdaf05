namespace OrleansBroker.Abstractions.Configuration;

/// <summary>The broker properties between whose values a config has to be, both included.</summary>
public sealed record ConfigBounds(string Minimum, string Maximum);

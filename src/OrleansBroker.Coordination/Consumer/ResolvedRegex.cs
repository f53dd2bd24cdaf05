namespace OrleansBroker.Coordination.Consumer;

/// <summary>The topics that a regular expression matched, when last looked.</summary>
/// <param name="Topics">Names, in ordinal order.</param>
/// <param name="CatalogVersion">The version of the catalog in which it was looked.</param>
/// <param name="TimestampMs">When it was looked.</param>
internal sealed record ResolvedRegex(IReadOnlyList<string> Topics, long CatalogVersion, long TimestampMs);

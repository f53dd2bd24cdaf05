using System.Globalization;

namespace OrleansBroker.Grains.GrainStorage;

/// <summary>One version of a record.</summary>
/// <param name="Version">1 for the first, then one more for each change.</param>
/// <param name="Bytes">The content; empty once the record was cleared, so that its versions are never used
/// again.</param>
internal sealed record VersionedContent(long Version, byte[] Bytes)
{
    public string ETag => Version.ToString(CultureInfo.InvariantCulture);
}

namespace OrleansBroker.Protocol.Messages;

/// <summary>The versions of an API that are declared, and the headers that go with them.</summary>
/// <param name="FirstFlexibleVersion"><see cref="short.MaxValue"/> where no version is flexible.</param>
public sealed record ApiDescription(
    ApiKey Key, short LowestVersion, short HighestVersion, short FirstFlexibleVersion)
{
    public bool Supports(short version) => LowestVersion <= version && version <= HighestVersion;

    /// <summary>The version of the header before the request.</summary>
    public short RequestHeaderVersion(short version) => version >= FirstFlexibleVersion ? (short)2 : (short)1;

    /// <summary>
    /// The version of the header before the response. That of ApiVersions stays at 0, because a client reads it before
    /// it knows which versions the broker has (KIP-511).
    /// </summary>
    public short ResponseHeaderVersion(short version) =>
        version >= FirstFlexibleVersion && Key != ApiKey.ApiVersions ? (short)1 : (short)0;
}

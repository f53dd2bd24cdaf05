using Orleans;

namespace OrleansBroker.Abstractions.Metadata;

/// <summary>
/// Number of one state of the cluster's metadata. A controller starts a new epoch when it loads its records, and
/// counts the versions within it without gaps.
/// </summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.MetadataVersion")]
public readonly record struct MetadataVersion : IComparable<MetadataVersion>
{
    public MetadataVersion(int controllerEpoch, long version)
    {
        ControllerEpoch = controllerEpoch;
        Version = version;
    }

    [Id(0)] public int ControllerEpoch { get; init; }

    [Id(1)] public long Version { get; init; }

    public static bool operator <(MetadataVersion left, MetadataVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(MetadataVersion left, MetadataVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(MetadataVersion left, MetadataVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(MetadataVersion left, MetadataVersion right) => left.CompareTo(right) >= 0;

    public MetadataVersion Next() => this with { Version = Version + 1 };

    public int CompareTo(MetadataVersion other) =>
        (ControllerEpoch, Version).CompareTo((other.ControllerEpoch, other.Version));
}

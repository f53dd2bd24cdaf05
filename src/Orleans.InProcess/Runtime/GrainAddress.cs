namespace Orleans.Runtime;

/// <summary>Where an activation lives: what a grain directory stores.</summary>
[GenerateSerializer, Immutable]
public sealed class GrainAddress : IEquatable<GrainAddress>
{
    [Id(0)]
    public GrainId GrainId { get; init; }

    [Id(1)]
    public ActivationId ActivationId { get; init; }

    [Id(2)]
    public SiloAddress? SiloAddress { get; init; }

    [Id(3)]
    public MembershipVersion MembershipVersion { get; init; } = MembershipVersion.MinValue;

    public bool IsComplete => !GrainId.IsDefault && !ActivationId.IsDefault && SiloAddress is not null;

    public bool Equals(GrainAddress? other) => ReferenceEquals(this, other)
        || (other is not null && GrainId == other.GrainId && Equals(SiloAddress, other.SiloAddress)
            && ActivationId == other.ActivationId);

    /// <summary>As equality, but an address without activation id matches every activation on its silo.</summary>
    public bool Matches(GrainAddress? other) => ReferenceEquals(this, other)
        || (other is not null && GrainId == other.GrainId && Equals(SiloAddress, other.SiloAddress)
            && (ActivationId.IsDefault || other.ActivationId.IsDefault || ActivationId == other.ActivationId));

    public override bool Equals(object? obj) => Equals(obj as GrainAddress);

    public override int GetHashCode() => HashCode.Combine(SiloAddress, GrainId, ActivationId);

    public override string ToString() =>
        $"[GrainAddress GrainId {GrainId}, ActivationId: {ActivationId}, SiloAddress: {SiloAddress}]";
}

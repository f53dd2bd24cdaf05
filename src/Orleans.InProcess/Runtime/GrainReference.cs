using Orleans.InProcess.Calls;

namespace Orleans.Runtime;

/// <summary>
/// The base of the references that the engine emits, one class per grain interface. Immutable and thread-safe; two
/// references are equal when they name the same grain.
/// </summary>
public abstract class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private readonly CallRouter _router;

    internal GrainReference(CallRouter router, GrainId grainId)
    {
        _router = router;
        GrainId = grainId;
    }

    public GrainId GrainId { get; }

    internal CallRouter Router => _router;

    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);

    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => $"GrainReference:{GrainId}";

    internal GrainReference As(Type interfaceType) =>
        interfaceType.IsInstanceOfType(this) ? this : _router.References.Create(interfaceType, GrainId);

    internal abstract Type InterfaceType { get; }
}

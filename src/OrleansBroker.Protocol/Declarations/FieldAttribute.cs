namespace OrleansBroker.Protocol.Declarations;

/// <summary>
/// Declares a field: the versions that have it, as <c>3+</c>, <c>0-12</c> or <c>4</c>. The property's type says how it
/// is encoded and its initialiser is the default, which a version without the field stands for.
/// </summary>
/// <remarks>
/// A tagged structure is a nullable property without default: null says that it is absent.
/// </remarks>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FieldAttribute(string versions) : Attribute
{
    public string Versions => versions;

    /// <summary>The versions in which null can be told.</summary>
    public string Nullable { get; init; } = "none";

    /// <summary>The number of the field where it is tagged; -1 where it is not.</summary>
    public int Tag { get; init; } = -1;

    /// <summary>Whether a version without the field may drop its value in silence.</summary>
    public bool Ignorable { get; init; }

    /// <summary>The old lengths in flexible versions too.</summary>
    public bool NeverCompact { get; init; }
}

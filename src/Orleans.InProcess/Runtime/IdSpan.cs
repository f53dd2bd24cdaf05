using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>A short immutable text inside an identity, with its hash computed once.</summary>
/// <remarks>
/// The packages hold UTF-8 bytes; here it is the string itself, since no identity leaves the process.
/// </remarks>
[GenerateSerializer, Immutable]
public readonly struct IdSpan : IEquatable<IdSpan>, IComparable<IdSpan>
{
    [Id(0)]
    private readonly string? _value;

    [Id(1)]
    private readonly uint _hash;

    private IdSpan(string value)
    {
        _value = value;
        _hash = HashOf(value);
    }

    public bool IsDefault => string.IsNullOrEmpty(_value);

    public static IdSpan Create(string id) => new(id);

    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);

    public bool Equals(IdSpan other) =>
        _hash == other._hash && string.Equals(_value, other._value, StringComparison.Ordinal);

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is IdSpan other && Equals(other);

    public override int GetHashCode() => (int)_hash;

    /// <summary>The same on every silo and in every run.</summary>
    public uint GetUniformHashCode() => _hash;

    public int CompareTo(IdSpan other) => string.CompareOrdinal(_value, other._value);

    public override string? ToString() => _value;

    // FNV-1a over the characters: stable across processes, unlike string.GetHashCode.
    private static uint HashOf(string value)
    {
        var hash = 2166136261u;
        foreach (var c in value)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return hash;
    }
}

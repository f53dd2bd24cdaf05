using System.Text;

namespace OrleansBroker.Coordination.Shard;

/// <summary>Compares strings by their UTF-8 bytes, so that a string is found by bytes alone. Stateless.</summary>
internal sealed class Utf8Comparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    public static readonly Utf8Comparer Instance = new();

    private const int StackBytes = 256;

    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    public int GetHashCode(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Span<byte> utf8 = length <= StackBytes ? stackalloc byte[StackBytes] : new byte[length];
        Encoding.UTF8.GetBytes(text, utf8);
        return GetHashCode(utf8[..length]);
    }

    public int GetHashCode(ReadOnlySpan<byte> utf8)
    {
        // Seeded for each process: nobody can choose group ids that collide.
        var hash = default(HashCode);
        hash.AddBytes(utf8);
        return hash.ToHashCode();
    }

    /// <summary>Bytes that are no UTF-8 become replacement characters, and their string never equals them: such a name
    /// is made anew each time.</summary>
    public bool Equals(ReadOnlySpan<byte> utf8, string text)
    {
        if (utf8.Length < text.Length)
            return false;
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] >= 0x80)
                return EqualsText(utf8, text);
            if (utf8[index] != text[index])
                return false;
        }

        return utf8.Length == text.Length;
    }

    public string Create(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    private static bool EqualsText(ReadOnlySpan<byte> utf8, string text) =>
        Encoding.UTF8.GetByteCount(text) == utf8.Length && utf8.SequenceEqual(Encoding.UTF8.GetBytes(text));
}

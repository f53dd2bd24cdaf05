using System.Globalization;

namespace OrleansBroker.Protocol.Generator;

/// <summary>Versions from the lowest to the highest, inclusive; empty when the lowest exceeds the highest.</summary>
internal readonly struct VersionRange
{
    public const short Unbounded = short.MaxValue;

    public static readonly VersionRange None = new(0, -1);

    public VersionRange(short lowest, short highest)
    {
        Lowest = lowest;
        Highest = highest;
    }

    public short Lowest { get; }

    public short Highest { get; }

    public bool IsEmpty => Lowest > Highest;

    /// <summary>Reads <c>none</c>, <c>4</c>, <c>0-12</c> or <c>3+</c>.</summary>
    public static bool TryParse(string text, out VersionRange range)
    {
        range = None;
        if (text == "none")
            return true;
        var isOpen = text.EndsWith("+", StringComparison.Ordinal);
        var bounds = (isOpen ? text.Substring(0, text.Length - 1) : text).Split('-');
        if (bounds.Length > (isOpen ? 1 : 2) || !TryParseBound(bounds[0], out var lowest))
            return false;
        if (!TryParseBound(bounds[bounds.Length - 1], out var highest) || highest < lowest)
            return false;
        range = new VersionRange(lowest, isOpen ? Unbounded : highest);
        return true;
    }

    public bool Contains(VersionRange other) =>
        other.IsEmpty || (Lowest <= other.Lowest && other.Highest <= Highest);

    public bool Contains(short version) => Lowest <= version && version <= Highest;

    public VersionRange Intersect(VersionRange other) =>
        new(Math.Max(Lowest, other.Lowest), Math.Min(Highest, other.Highest));

    /// <summary>The smallest range that holds both.</summary>
    public VersionRange Hull(VersionRange other)
    {
        if (IsEmpty)
            return other;
        return other.IsEmpty
            ? this
            : new VersionRange(Math.Min(Lowest, other.Lowest), Math.Max(Highest, other.Highest));
    }

    /// <summary>C# that says whether `version`, known to be within the outer range, is in this one.</summary>
    public string Condition(VersionRange outer)
    {
        var inner = Intersect(outer);
        if (inner.IsEmpty)
            return "false";
        if (inner.Contains(outer))
            return "true";
        if (inner.Highest == outer.Highest)
            return $"version >= {inner.Lowest}";
        if (inner.Lowest == outer.Lowest)
            return $"version <= {inner.Highest}";
        return inner.Lowest == inner.Highest
            ? $"version == {inner.Lowest}"
            : $"version is >= {inner.Lowest} and <= {inner.Highest}";
    }

    private static bool TryParseBound(string text, out short bound) =>
        short.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out bound);
}

using System.Globalization;

namespace Orleans.Runtime;

/// <summary>Keys that are numbers or Guids, alone or with a text behind a plus sign.</summary>
public static class GrainIdKeyExtensions
{
    private const int GuidLength = 32;

    public static IdSpan CreateIntegerKey(long key) => IdSpan.Create(key.ToString("X", CultureInfo.InvariantCulture));

    public static IdSpan CreateIntegerKey(long key, string? keyExtension) => string.IsNullOrWhiteSpace(keyExtension)
        ? CreateIntegerKey(key)
        : IdSpan.Create(string.Create(CultureInfo.InvariantCulture, $"{key:X}+{keyExtension}"));

    public static IdSpan CreateGuidKey(Guid key) => IdSpan.Create(key.ToString("N"));

    public static IdSpan CreateGuidKey(Guid key, string? keyExtension) => string.IsNullOrWhiteSpace(keyExtension)
        ? CreateGuidKey(key)
        : IdSpan.Create($"{key:N}+{keyExtension}");

    public static bool TryGetIntegerKey(this GrainId grainId, out long key, out string? keyExt)
    {
        var number = Split(grainId, out keyExt);
        return long.TryParse(number, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out key);
    }

    /// <exception cref="ArgumentException">The key is not a number.</exception>
    public static long GetIntegerKey(this GrainId grainId) => grainId.GetIntegerKey(out _);

    /// <inheritdoc cref="GetIntegerKey(GrainId)"/>
    public static long GetIntegerKey(this GrainId grainId, out string? keyExt) =>
        grainId.TryGetIntegerKey(out var key, out keyExt)
        ? key
        : throw new ArgumentException($"Value \"{grainId}\" is not in the correct format for an Integer key.",
            nameof(grainId));

    public static bool TryGetGuidKey(this GrainId grainId, out Guid key, out string? keyExt)
    {
        var text = Split(grainId, out keyExt);
        key = default;
        return text.Length == GuidLength && Guid.TryParseExact(text, "N", out key);
    }

    /// <exception cref="ArgumentException">The key is not a Guid.</exception>
    public static Guid GetGuidKey(this GrainId grainId) => grainId.GetGuidKey(out _);

    /// <inheritdoc cref="GetGuidKey(GrainId)"/>
    public static Guid GetGuidKey(this GrainId grainId, out string? keyExt) =>
        grainId.TryGetGuidKey(out var key, out keyExt)
        ? key
        : throw new ArgumentException($"Value \"{grainId}\" is not in the correct format for a Guid key.",
            nameof(grainId));

    private static string Split(GrainId grainId, out string? keyExt)
    {
        var text = grainId.Key.ToString() ?? "";
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        keyExt = plus < 0 ? null : text[(plus + 1)..];
        return plus < 0 ? text : text[..plus];
    }
}

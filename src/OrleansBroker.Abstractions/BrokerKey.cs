using System.Globalization;

namespace OrleansBroker.Abstractions;

/// <summary>Key of an <see cref="IBrokerGrain"/>: a broker and one incarnation of it.</summary>
public readonly record struct BrokerKey(int BrokerId, Guid Incarnation)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, out BrokerKey key)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0
            && int.TryParse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && Guid.TryParseExact(text.AsSpan(slash + 1), "N", out var incarnation))
        {
            key = new(id, incarnation);
            return true;
        }

        key = default;
        return false;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{BrokerId}/{Incarnation:N}");
}

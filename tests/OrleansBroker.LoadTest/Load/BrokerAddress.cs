using System.Globalization;

namespace OrleansBroker.LoadTest.Load;

/// <summary>Where a broker listens.</summary>
internal readonly record struct BrokerAddress(string Host, int Port)
{
    public static BrokerAddress Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture, out var port)
            ? new BrokerAddress(text[..colon], port)
            : throw new FormatException($"'{text}' is not host:port.");
    }

    public override string ToString() => $"{Host}:{Port}";
}

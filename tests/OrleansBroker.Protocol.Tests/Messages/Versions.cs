using System.Globalization;

namespace OrleansBroker.Protocol.Tests.Messages;

/// <summary>A version range as a declaration writes it.</summary>
internal readonly record struct Versions(short Lowest, short Highest)
{
    public static Versions Parse(string text)
    {
        if (text == "none")
            return new Versions(0, -1);
        if (text.EndsWith('+'))
            return new Versions(Number(text[..^1]), short.MaxValue);
        var bounds = text.Split('-');
        return new Versions(Number(bounds[0]), Number(bounds[^1]));
    }

    public bool Contains(short version) => Lowest <= version && version <= Highest;

    private static short Number(string text) => short.Parse(text, CultureInfo.InvariantCulture);
}

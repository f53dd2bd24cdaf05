using System.Net;

namespace Orleans.Runtime;

/// <summary>
/// One run of one silo: its endpoint and the generation that tells this run from earlier ones. Written
/// "ip:port@generation".
/// </summary>
[Immutable]
public sealed class SiloAddress : IEquatable<SiloAddress>, IComparable<SiloAddress>
{
    private SiloAddress(IPEndPoint endpoint, int generation)
    {
        Endpoint = endpoint;
        Generation = generation;
    }

    public static SiloAddress Zero { get; } = New(new IPAddress(0), 0, 0);

    public IPEndPoint Endpoint { get; }

    public int Generation { get; }

    public static SiloAddress New(IPEndPoint ep, int gen) => new(ep, gen);

    public static SiloAddress New(IPAddress address, int port, int generation) =>
        new(new IPEndPoint(address, port), generation);

    /// <exception cref="FormatException">The text is not "ip:port@generation".</exception>
    public static SiloAddress FromParsableString(string addr)
    {
        var at = addr.LastIndexOf('@');
        return at > 0 && IPEndPoint.TryParse(addr[..at], out var endpoint)
            && int.TryParse(addr[(at + 1)..], out var generation)
            ? New(endpoint, generation)
            : throw new FormatException($"Invalid string SiloAddress: {addr}");
    }

    public string ToParsableString() => $"{Endpoint}@{Generation}";

    /// <summary>The same on every silo and in every run.</summary>
    public int GetConsistentHashCode() => (int)IdSpan.Create(ToParsableString()).GetUniformHashCode();

    /// <summary>Whether this is a later run on the other's endpoint.</summary>
    public bool IsSuccessorOf(SiloAddress other) =>
        Generation != 0 && other.Generation != 0 && Endpoint.Equals(other.Endpoint) && Generation > other.Generation;

    public bool Equals(SiloAddress? other) =>
        other is not null && Generation == other.Generation && Endpoint.Equals(other.Endpoint);

    public override bool Equals(object? obj) => Equals(obj as SiloAddress);

    public override int GetHashCode() => HashCode.Combine(Endpoint, Generation);

    public int CompareTo(SiloAddress? other) => other is null
        ? 1
        : string.CompareOrdinal(ToParsableString(), other.ToParsableString());

    public override string ToString() => ToParsableString();
}

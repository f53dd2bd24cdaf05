using System.Net;
using System.Net.Sockets;
using OrleansBroker.Gateway.Connections;

namespace OrleansBroker.Gateway.Hosting;

/// <summary>
/// The bound address on which Kafka clients will be served. Bound before anything else starts: a port that is taken
/// ends the program at once, and port 0 has its number before the broker registers it. Disposed by the gateway.
/// </summary>
public sealed class KafkaSocket : IDisposable
{
    private KafkaSocket(ITransport transport) => Transport = transport;

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)Transport.LocalEndPoint;

    internal ITransport Transport { get; }

    /// <summary>Binds <paramref name="listen"/>, given as host:port; port 0 takes a free one.</summary>
    /// <exception cref="SocketException">The port is in use, or the host is not an address of this machine.</exception>
    public static KafkaSocket Bind(string listen)
    {
        ArgumentNullException.ThrowIfNull(listen);
        var colon = listen.LastIndexOf(':');
        var port = int.Parse(listen.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture);
        var host = listen[..colon].Trim('[', ']');
        var address = host is "*" or "" ? IPAddress.IPv6Any : Resolve(host);
        return new KafkaSocket(SocketTransport.Listen(new IPEndPoint(address, port)));
    }

    public void Dispose() => Transport.Dispose();

    private static IPAddress Resolve(string host)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return address;
        }

        var addresses = Dns.GetHostAddresses(host);
        return addresses.FirstOrDefault(found => found.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];
    }
}

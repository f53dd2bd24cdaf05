using System.Net;

namespace OrleansBroker.Gateway.Connections;

/// <summary>Where connections come from: the seam behind which sockets (and later TLS) live. Thread-safe.</summary>
internal interface ITransport : IDisposable
{
    /// <summary>The bound address; with port 0 asked for, the port that was given.</summary>
    EndPoint LocalEndPoint { get; }

    /// <summary>The next connection, or null once the transport is disposed.</summary>
    ValueTask<IConnection?> AcceptAsync();
}

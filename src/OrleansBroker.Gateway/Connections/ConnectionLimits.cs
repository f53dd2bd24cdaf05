using OrleansBroker.Abstractions.Configuration;

namespace OrleansBroker.Gateway.Connections;

/// <summary>The bounds of the listener and of each connection: what one client, and all together, may cost.</summary>
internal sealed record ConnectionLimits
{
    /// <summary>
    /// Longest request frame in bytes (`socket.request.max.bytes`); a longer one closes its connection.
    /// </summary>
    public int MaxFrameBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>
    /// Connections at a time (`max.connections`). A connection costs about 8 KB idle, so this bounds them to 80 MB.
    /// </summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>A connection with nothing to do for this long is closed (`connections.max.idle.ms`).</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// A frame that has begun and got no byte for this long closes its connection: it holds memory that others wait
    /// for.
    /// </summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Requests of a connection that are read and not answered. Clients keep 5 (Java) to some tens in flight; the bound
    /// keeps a client that never reads its answers from queueing without end.
    /// </summary>
    public int MaxRequestsPerConnection { get; init; } = 128;

    /// <summary>
    /// Request and response bytes of a connection beyond which its next frame waits. Two of the largest default fetch
    /// responses fit, so that a fast reader is never held back by it.
    /// </summary>
    public long MaxBytesPerConnection { get; init; } = 128L * 1024 * 1024;

    /// <summary>
    /// Request bytes of all connections together (`queued.max.request.bytes`): when they are used up, nothing more is
    /// read.
    /// </summary>
    public long MaxRequestBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>
    /// Response bytes of all connections together: when they are used up, answers become small. Apart from the
    /// requests' bytes, so that a few clients that do not read their answers cannot keep all others from being heard.
    /// </summary>
    public long MaxResponseBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>
    /// How long a stop waits for the answers to what has begun. The program gives itself 4.5 s for all of a stop, and
    /// the folders come after.
    /// </summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a stop then waits for clients to close their side: enough to see that we have.</summary>
    public TimeSpan LingerTimeout { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The limits that the broker's properties set; ours where they leave the choice to the broker.</summary>
    public static ConnectionLimits Of(KafkaProperties properties)
    {
        var limits = new ConnectionLimits { MaxFrameBytes = properties.GetInt(BrokerConfigs.SocketRequestMaxBytes) };
        var connections = properties.GetInt(BrokerConfigs.MaxConnections);
        var idleMs = properties.GetLong(BrokerConfigs.ConnectionsMaxIdleMs);
        var bytes = properties.GetLong(BrokerConfigs.QueuedMaxBytes);
        return limits with
        {
            MaxConnections = connections == int.MaxValue ? limits.MaxConnections : connections,
            IdleTimeout = idleMs < 0 ? TimeSpan.MaxValue : TimeSpan.FromMilliseconds(idleMs),
            MaxRequestBytes = bytes > 0 ? bytes : limits.MaxRequestBytes,
        };
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace OrleansBroker.Gateway.Connections;

/// <summary>
/// Accepts connections, holds them to their limits, and ends them when the broker stops. Thread-safe.
/// </summary>
internal sealed partial class KafkaListener : IAsyncDisposable
{
    /// <summary>How often still connections are looked for; timeouts are that much late at most.</summary>
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    /// <summary>Pause after an accept that failed for want of file handles: trying at once would spin.</summary>
    private static readonly TimeSpan AcceptRetryPause = TimeSpan.FromMilliseconds(100);

    private readonly ITransport _transport;
    private readonly ConnectionServices _services;
    private readonly ConcurrentDictionary<ClientConnection, Task> _connections = new();
    private readonly ITimer _sweep;
    private Task _accepting = Task.CompletedTask;
    private long _lastId;
    private int _count;

    public KafkaListener(ITransport transport, ConnectionServices services)
    {
        _transport = transport;
        _services = services;
        _sweep = services.Time.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
    }

    public EndPoint LocalEndPoint => _transport.LocalEndPoint;

    public void Start() => _accepting = AcceptLoopAsync();

    /// <summary>
    /// Takes no more connections and requests, answers what has begun as long as the limits and the token allow, and
    /// ends.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await EndAcceptingAsync();
        var answered = Task.WhenAll(_connections.Keys.Select(connection => connection.DrainAsync()));
        await WaitAsync(answered, _services.Limits.DrainTimeout, cancellationToken);
        await WaitAsync(Task.WhenAll(_connections.Values), _services.Limits.LingerTimeout, cancellationToken);
        await DisposeAsync();
    }

    /// <summary>Takes no more connections, and ends those there are, whatever they wait for.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAcceptingAsync();
        foreach (var connection in _connections.Keys)
        {
            connection.Abort();
        }

        await Task.WhenAll(_connections.Values);
    }

    private async Task EndAcceptingAsync()
    {
        _transport.Dispose();
        await _sweep.DisposeAsync();
        await _accepting;
    }

    private async Task WaitAsync(Task task, TimeSpan limit, CancellationToken cancellationToken) =>
        await task.WaitAsync(limit, _services.Time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task AcceptLoopAsync()
    {
        // Off the starter's thread: the loop runs synchronously for as long as clients wait in the backlog.
        await Task.Yield();
        while (true)
        {
            try
            {
                if (await _transport.AcceptAsync() is not { } connection)
                {
                    return;
                }

                Admit(connection);
            }
            catch (SocketException e)
            {
                LogAcceptFailed(_services.Logger, e.Message);
                await Task.Delay(AcceptRetryPause, _services.Time);
            }
        }
    }

    private void Admit(IConnection connection)
    {
        if (Volatile.Read(ref _count) >= _services.Limits.MaxConnections)
        {
            LogRefused(_services.Logger, connection.RemoteEndPoint, _services.Limits.MaxConnections);
            connection.Dispose();
            return;
        }

        Interlocked.Increment(ref _count);
        _services.Instruments.ConnectionOpened();
        var client = new ClientConnection(Interlocked.Increment(ref _lastId), connection, _services);
        var start = new Task<Task>(() => ServeAsync(client));
        _connections[client] = start.Unwrap();
        start.Start(TaskScheduler.Default);
    }

    private async Task ServeAsync(ClientConnection client)
    {
        await client.RunAsync();
        _connections.TryRemove(client, out _);
        Interlocked.Decrement(ref _count);
        _services.Instruments.ConnectionClosed();
    }

    private void Sweep()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.CloseIfTimedOut();
        }
    }

    [LoggerMessage(10, LogLevel.Warning, "Refused {Client}: there are {MaxConnections} connections already")]
    private static partial void LogRefused(ILogger logger, EndPoint? client, int maxConnections);

    [LoggerMessage(11, LogLevel.Error, "Could not accept a connection: {Reason}")]
    private static partial void LogAcceptFailed(ILogger logger, string reason);
}

using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Gateway.Connections;

/// <summary>
/// The life of one client's connection: reads frames, starts their requests in order, and ends with everything freed.
/// <see cref="RunAsync"/> is called once; the rest is thread-safe.
/// </summary>
internal sealed partial class ClientConnection
{
    /// <summary>
    /// Requests in a row before the loop steps back: a client that always has one more must not keep a pool thread
    /// from the others.
    /// </summary>
    private const int RequestsPerTurn = 32;

    private readonly IConnection _connection;
    private readonly ConnectionServices _services;
    private readonly ReceiveClock _clock;
    private readonly FrameReader _reader;
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationTokenSource _draining = new();
    private string? _closeReason;

    public ClientConnection(long id, IConnection connection, ConnectionServices services)
    {
        Id = id;
        _connection = connection;
        _services = services;
        _clock = new ReceiveClock(services.Time, services.Instruments);
        _reader = new FrameReader(connection, services.Limits, services.Buffers, services.RequestBudget, _clock);
        Pipeline = new ResponsePipeline(
            services.Limits, new ResponseSender(connection, services, _clock), Fail);
    }

    /// <summary>Number of this connection on its listener, for logs and sessions.</summary>
    public long Id { get; }

    public EndPoint? RemoteEndPoint => _connection.RemoteEndPoint;

    public ResponsePipeline Pipeline { get; }

    public MemoryBudget ResponseBudget => _services.ResponseBudget;

    /// <summary>Cancelled when the connection has ended: nobody is there for an answer any more.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>
    /// Cancelled when the connection ends or is about to: a request that waits for data answers with what there is.
    /// </summary>
    public CancellationToken Draining => _draining.Token;

    /// <summary>Serves the connection until either side ends it. Never throws.</summary>
    public async Task RunAsync()
    {
        try
        {
            await ReceiveLoopAsync();
        }
        catch (Exception e)
        {
            LogEnd(e);
        }

        // First no more answers, then the parked requests' wake-up call: what they answer is dropped, not sent late.
        Pipeline.Close();
        await _closed.CancelAsync();
        await _draining.CancelAsync();
        _connection.Dispose();
    }

    /// <summary>Closes the connection with one log line. A request that calls this still has to respond.</summary>
    public void Close(string reason)
    {
        if (Interlocked.CompareExchange(ref _closeReason, reason, null) is null)
        {
            LogClosed(_services.Logger, RemoteEndPoint, reason);
            End();
        }
    }

    /// <summary>Closes the connection because a request or a send failed.</summary>
    public void Fail(Exception e)
    {
        LogEnd(e);
        End();
    }

    /// <summary>
    /// Takes no more requests, answers those that have begun, and tells the client that no more answers come. What it
    /// still sends is read and dropped until it closes its side: a connection that is closed with bytes unread may
    /// take the last answers with it.
    /// </summary>
    public async Task DrainAsync()
    {
        await _draining.CancelAsync();
        await Pipeline.DrainAsync();
        _connection.EndSending();
    }

    /// <summary>Ends the connection without a word: the broker stops.</summary>
    public void Abort()
    {
        Interlocked.CompareExchange(ref _closeReason, "the broker stops", null);
        End();
    }

    /// <summary>Closes the connection if it has been still for too long.</summary>
    public void CloseIfTimedOut()
    {
        if (_clock.TimedOut(_services.Limits) is { } reason)
        {
            Close(reason);
        }
    }

    private async Task ReceiveLoopAsync()
    {
        for (var count = 1; ; count++)
        {
            if (!_reader.HasFrame)
            {
                Pipeline.Flush();
            }

            if (!await Pipeline.WaitForRoomAsync())
            {
                return;
            }

            var reading = _reader.ReadAsync(Closed);
            if (!reading.IsCompleted)
            {
                // A whole frame may have to wait for memory, which the answers that wait here may hold.
                Pipeline.Flush();
            }

            var frame = await reading;
            if (frame.IsEnd)
            {
                return;
            }

            Start(new RequestContext(this, frame, _services.Time.GetTimestamp()));
            if (count % RequestsPerTurn == 0)
            {
                Pipeline.Flush();
                await Task.Yield();
            }
        }
    }

    private void Start(RequestContext context)
    {
        if (!Pipeline.TryAdd(context))
        {
            context.Release();
            return;
        }

        try
        {
            _services.Dispatcher.Start(context);
        }
        catch
        {
            context.Respond(null);
            throw;
        }
    }

    /// <summary>Wakes the receive loop wherever it waits: for bytes, or for room. It then does the rest.</summary>
    private void End()
    {
        Pipeline.Close();
        _connection.Abort();
    }

    /// <summary>
    /// One line for what the client did wrong, none for a client that left, a trace for our own bugs.
    /// </summary>
    private void LogEnd(Exception e)
    {
        switch (e)
        {
            case BadFrameException or WireFormatException:
                Close(e.Message);
                break;
            case SocketException or IOException or ObjectDisposedException or OperationCanceledException:
                LogReset(_services.Logger, RemoteEndPoint, e.Message);
                break;
            default:
                LogFailed(_services.Logger, e, RemoteEndPoint);
                break;
        }
    }
}

using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Connections;

/// <summary>
/// One request on its way from frame to response. Starts on the connection's receive loop; <see cref="Respond"/> may be
/// called from any thread, once. Owns the frame, and whatever the response points into, until the response is sent.
/// </summary>
internal sealed class RequestContext(ClientConnection connection, Frame frame, long receivedTimestamp)
{
    private List<IDisposable>? _heldUntilSent;
    private long _responseBytes;
    private int _frameReleased;

    public ClientConnection Connection { get; } = connection;

    public Frame Frame { get; } = frame;

    public long ReceivedTimestamp { get; } = receivedTimestamp;

    /// <summary>What stood before the request; null until it was read, and for ever where it could not be.</summary>
    public RequestHeader? Header { get; private set; }

    public ApiKey ApiKey { get; private set; }

    /// <summary>Version of the request and of its response.</summary>
    public short Version { get; private set; }

    /// <summary>The answer; null until there is one, and for ever when the client asked for none.</summary>
    public IMessage? Response { get; private set; }

    /// <summary>
    /// Set by the pipeline under its lock, which is what publishes <see cref="Response"/> to the sender.
    /// </summary>
    public bool IsCompleted { get; set; }

    /// <summary>Gives the request its header; the version may differ from the header's for ApiVersions only.</summary>
    public void Begin(RequestHeader header, short version)
    {
        Header = header;
        ApiKey = header.RequestApiKey;
        Version = version;
    }

    /// <summary>Ends the request with its answer, or with null when the client wants none.</summary>
    public void Respond(IMessage? response)
    {
        Response = response;
        Connection.Pipeline.Complete(this);
    }

    /// <summary>
    /// Disposes <paramref name="lease"/> once the response that points into it has left, or never will.
    /// </summary>
    public void HoldUntilSent(IDisposable lease) => (_heldUntilSent ??= []).Add(lease);

    /// <summary>
    /// Takes up to <paramref name="wanted"/> bytes for the response out of what the connection may still hold, and at
    /// least <paramref name="minimum"/>: a client that does not read its answers gets smaller ones.
    /// </summary>
    public long ReserveResponse(long wanted, long minimum)
    {
        var granted = Connection.ResponseBudget.ReserveUpTo(
            Math.Min(wanted, Math.Max(Connection.Pipeline.BytesLeft, minimum)), minimum);
        _responseBytes += granted;
        Connection.Pipeline.AddBytes(granted);
        return granted;
    }

    /// <summary>Gives back what the response turned out not to need.</summary>
    public void ReturnReserve(long bytes)
    {
        _responseBytes -= bytes;
        Connection.ResponseBudget.Release(bytes);
        Connection.Pipeline.AddBytes(-bytes);
    }

    /// <summary>Lets go of the request's bytes; for requests whose message points into none of them.</summary>
    public void ReleaseFrame()
    {
        if (Interlocked.Exchange(ref _frameReleased, 1) == 0)
        {
            Frame.Release();
            Connection.Pipeline.AddBytes(-Frame.Length);
        }
    }

    /// <summary>The end, sent or not: frees everything that the request held.</summary>
    public void Release()
    {
        ReleaseFrame();
        if (_responseBytes > 0)
        {
            ReturnReserve(_responseBytes);
        }

        if (_heldUntilSent is { } leases)
        {
            _heldUntilSent = null;
            foreach (var lease in leases)
            {
                lease.Dispose();
            }
        }
    }
}

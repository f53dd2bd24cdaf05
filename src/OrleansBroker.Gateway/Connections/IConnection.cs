using System.Net;

namespace OrleansBroker.Gateway.Connections;

/// <summary>
/// A byte stream to one client. One receive and one send may be in progress at a time; <see cref="Abort"/> may be
/// called from any thread and makes both fail.
/// </summary>
internal interface IConnection : IDisposable
{
    /// <summary>Who is at the other end; null when the peer was gone before it could be asked.</summary>
    EndPoint? RemoteEndPoint { get; }

    /// <summary>
    /// Receives at least one byte into <paramref name="destination"/>, which must stay valid until then. Returns 0 when
    /// the peer closed its side.
    /// </summary>
    ValueTask<int> ReceiveAsync(Memory<byte> destination);

    /// <summary>
    /// Sends all segments in order; the caller keeps them alive and unchanged until the task completes.
    /// </summary>
    ValueTask SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> segments);

    /// <summary>Tells the peer that no more bytes come, behind those that were sent.</summary>
    void EndSending();

    /// <summary>Ends the connection at once, without waiting for what is in flight.</summary>
    void Abort();
}

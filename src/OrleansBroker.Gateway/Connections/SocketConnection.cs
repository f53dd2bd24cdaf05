using System.Net;
using System.Net.Sockets;

namespace OrleansBroker.Gateway.Connections;

/// <summary>
/// One TCP connection: receives go straight into the caller's buffer, sends gather the caller's segments. Neither
/// allocates once the connection is warm.
/// </summary>
internal sealed class SocketConnection : IConnection
{
    private readonly Socket _socket;
    private readonly SocketSender _sender = new();

    public SocketConnection(Socket socket)
    {
        _socket = socket;
        RemoteEndPoint = RemoteEndPointOf(socket);
    }

    public EndPoint? RemoteEndPoint { get; }

    public ValueTask<int> ReceiveAsync(Memory<byte> destination) =>
        _socket.ReceiveAsync(destination, SocketFlags.None);

    public ValueTask SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> segments) => _sender.SendAsync(_socket, segments);

    public void EndSending() => ShutDown(SocketShutdown.Send);

    public void Abort() => _socket.Dispose();

    public void Dispose()
    {
        // Sends what the kernel still holds before the connection ends; Dispose alone may reset it.
        ShutDown(SocketShutdown.Both);
        _socket.Dispose();
        _sender.Dispose();
    }

    private void ShutDown(SocketShutdown how)
    {
        try
        {
            _socket.Shutdown(how);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Already gone, which is what was wanted.
        }
    }

    private static EndPoint? RemoteEndPointOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}

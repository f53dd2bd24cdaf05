using System.Net;
using System.Net.Sockets;

namespace OrleansBroker.Gateway.Connections;

/// <summary>TCP connections over plain sockets. Thread-safe.</summary>
internal sealed class SocketTransport : ITransport
{
    /// <summary>
    /// Clients that may wait in the kernel while an accept is in progress; the kernel caps it further.
    /// </summary>
    private const int Backlog = 512;

    private readonly Socket _listener;

    private SocketTransport(Socket listener) => _listener = listener;

    public EndPoint LocalEndPoint => _listener.LocalEndPoint!;

    /// <summary>Binds and listens.</summary>
    /// <exception cref="SocketException">The port is in use or the address is not of this machine.</exception>
    public static SocketTransport Listen(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return new SocketTransport(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask<IConnection?> AcceptAsync()
    {
        while (true)
        {
            try
            {
                return Open(await _listener.AcceptAsync());
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset)
            {
                // The client left while it waited in the backlog: take the next one.
            }
            catch (Exception e) when (e is ObjectDisposedException
                or SocketException { SocketErrorCode: SocketError.OperationAborted or SocketError.InvalidArgument })
            {
                return null;
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private static SocketConnection Open(Socket socket)
    {
        try
        {
            // A response is written whole, so waiting for more bytes to fill a packet only adds latency.
            socket.NoDelay = true;
        }
        catch (SocketException)
        {
            // Some systems refuse it where the client has left already, which the first receive will tell.
        }

        return new SocketConnection(socket);
    }
}

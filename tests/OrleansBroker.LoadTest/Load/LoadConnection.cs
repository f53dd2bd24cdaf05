using System.Buffers.Binary;
using System.Net.Sockets;

namespace OrleansBroker.LoadTest.Load;

/// <summary>
/// A blocking connection for one load thread: it sends whole frames and hands out whole frames in a buffer that it
/// reuses, so that steady load allocates nothing and the tool's own cost stays small beside the broker's.
/// Single-threaded.
/// </summary>
internal sealed class LoadConnection : IDisposable
{
    private const int InitialBufferBytes = 256 * 1024;

    // A broker that answers nothing for so long is given up, rather than waited for without end.
    private const int ReceiveTimeoutMs = 30_000;

    private readonly Socket _socket;
    private byte[] _buffer = new byte[InitialBufferBytes];
    private int _start;
    private int _end;

    public LoadConnection(BrokerAddress broker)
    {
        _socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = ReceiveTimeoutMs,
        };
        _socket.Connect(broker.Host, broker.Port);
    }

    public void Send(ReadOnlySpan<byte> frame)
    {
        while (!frame.IsEmpty)
        {
            frame = frame[_socket.Send(frame)..];
        }
    }

    /// <summary>Waits until there is something to receive, or the time has passed.</summary>
    public bool WaitReadable(long nanoseconds) => PreciseWait.Readable(_socket, nanoseconds);

    /// <summary>Receives what there is, waiting for the first byte.</summary>
    /// <exception cref="IOException">The broker has closed the connection.</exception>
    public void Receive()
    {
        MakeRoom();
        var count = _socket.Receive(_buffer.AsSpan(_end));
        if (count == 0)
        {
            throw new IOException("The broker closed the connection.");
        }

        _end += count;
    }

    /// <summary>
    /// Takes the next whole frame, without its length; it is valid until the next <see cref="Receive"/>.
    /// </summary>
    public bool TryTakeFrame(out ReadOnlyMemory<byte> frame)
    {
        var available = _end - _start;
        var length = available < sizeof(int) ? int.MaxValue : FrameLength();
        if (length > available - sizeof(int))
        {
            frame = default;
            return false;
        }

        frame = _buffer.AsMemory(_start + sizeof(int), length);
        _start += sizeof(int) + length;
        return true;
    }

    public void Dispose() => _socket.Dispose();

    private int FrameLength() => BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start));

    /// <summary>Moves a half frame to the front, and grows the buffer when the frame is larger than it.</summary>
    private void MakeRoom()
    {
        var available = _end - _start;
        var frameBytes = available < sizeof(int) ? 0 : FrameLength() + sizeof(int);
        var wanted = Math.Max(InitialBufferBytes, frameBytes);
        if (_buffer.Length - _start >= wanted && _end < _buffer.Length)
        {
            return;
        }

        var target = _buffer.Length >= wanted ? _buffer : new byte[wanted];
        _buffer.AsSpan(_start, available).CopyTo(target);
        (_buffer, _start, _end) = (target, 0, available);
    }
}

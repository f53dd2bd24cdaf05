using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.TestKit;

/// <summary>
/// One connection to a broker. Requests may be sent from any thread and are pipelined: each goes out at once, and the
/// broker answers in their order. Every response has a buffer of its own, so what is read from it stays valid.
/// </summary>
public sealed class KafkaConnection : IAsyncDisposable
{
    private const string ClientId = "test-kit";

    private readonly Socket _socket;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentQueue<Pending> _pending = new();
    private readonly Task _receiving;
    private int _nextCorrelationId;
    private volatile Exception? _failure;

    private KafkaConnection(Socket socket)
    {
        _socket = socket;
        _receiving = Task.Run(ReceiveAsync);
    }

    /// <summary>Connects; throws <see cref="SocketException"/> when nobody listens.</summary>
    public static async Task<KafkaConnection> ConnectAsync(
        string host, int port, CancellationToken cancellationToken = default)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            return new KafkaConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and waits for its response.</summary>
    /// <exception cref="IOException">The connection ended before the response came.</exception>
    public async Task<TResponse> SendAsync<TRequest, TResponse>(
        TRequest request, short version, CancellationToken cancellationToken = default)
        where TRequest : IRequest<TRequest>
        where TResponse : IResponse<TResponse>
    {
        var pending = new Pending();
        await WriteAsync(request, version, pending, cancellationToken);
        var frame = await pending.Response.Task.WaitAsync(cancellationToken);
        return ResponseFrame.Read<TResponse>(frame, version, pending.CorrelationId);
    }

    /// <summary>Sends a request that the broker never answers: a produce request with acks=0.</summary>
    public Task SendWithoutResponseAsync<TRequest>(
        TRequest request, short version, CancellationToken cancellationToken = default)
        where TRequest : IRequest<TRequest> =>
        WriteAsync(request, version, pending: null, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _receiving;
        _sending.Dispose();
    }

    private async Task WriteAsync<TRequest>(
        TRequest request, short version, Pending? pending, CancellationToken cancellationToken)
        where TRequest : IRequest<TRequest>
    {
        using var writer = new WireWriter();
        await _sending.WaitAsync(cancellationToken);
        try
        {
            if (_failure is { } failure)
            {
                throw new IOException("The connection has ended.", failure);
            }

            var correlationId = _nextCorrelationId++;
            RequestFrame.Write(writer, request, version, correlationId, ClientId);
            if (pending is not null)
            {
                pending.CorrelationId = correlationId;
                _pending.Enqueue(pending);
            }

            // A frame is sent whole or the connection is lost, so a caller's cancellation ends only its own wait.
            await SendAllAsync(writer.Segments);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task SendAllAsync(IReadOnlyList<ReadOnlyMemory<byte>> segments)
    {
        foreach (var segment in segments)
        {
            for (var rest = segment; rest.Length > 0;)
            {
                rest = rest[await SendSomeAsync(rest)..];
            }
        }
    }

    private async ValueTask<int> SendSomeAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return await _socket.SendAsync(bytes, SocketFlags.None);
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            throw new IOException("The connection has ended.", end);
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            await using var stream = new NetworkStream(_socket, ownsSocket: false);
            await using var buffered = new BufferedStream(stream, bufferSize: 64 * 1024);
            var length = new byte[sizeof(int)];
            while (true)
            {
                await buffered.ReadExactlyAsync(length);
                var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
                await buffered.ReadExactlyAsync(frame);
                Complete(frame);
            }
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException or SocketException)
        {
            await FailAsync(end);
        }
    }

    private void Complete(byte[] frame)
    {
        if (!_pending.TryDequeue(out var pending))
        {
            throw new IOException("A response came where no request waits for one.");
        }

        pending.Response.SetResult(frame);
    }

    private async Task FailAsync(Exception end)
    {
        _failure = end;

        // A writer that passed its check before _failure was set has enqueued by the time it leaves the semaphore.
        await _sending.WaitAsync();
        while (_pending.TryDequeue(out var pending))
        {
            pending.Response.SetException(new IOException("The connection ended before the response came.", end));
        }

        _sending.Release();
    }

    private sealed class Pending
    {
        public int CorrelationId { get; set; }

        public TaskCompletionSource<byte[]> Response { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

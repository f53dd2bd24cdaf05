using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;

namespace OrleansBroker.Gateway.Connections;

/// <summary>
/// Scatter-gather send of one connection, reusing its event args. One send at a time. Holds references to the caller's
/// arrays only while a send is in progress.
/// </summary>
internal sealed class SocketSender : SocketAsyncEventArgs, IValueTaskSource
{
    /// <summary>Linux refuses a vectored write of more than 1024 pieces (IOV_MAX).</summary>
    private const int MaxSegments = 512;

    private readonly List<ArraySegment<byte>> _segments = [];
    private ManualResetValueTaskSourceCore<bool> _completion;

    public SocketSender()
        : base(true)
    {
    }

    /// <exception cref="SocketException">The connection failed before everything was handed to the kernel.</exception>
    public ValueTask SendAsync(Socket socket, IReadOnlyList<ReadOnlyMemory<byte>> segments) =>
        segments.Count <= MaxSegments ? SendRange(socket, segments, 0, segments.Count) : SendAllAsync(socket, segments);

    void IValueTaskSource.GetResult(short token) => _completion.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    protected override void OnCompleted(SocketAsyncEventArgs e)
    {
        BufferList = null;
        if (SocketError == SocketError.Success)
        {
            _completion.SetResult(true);
        }
        else
        {
            _completion.SetException(new SocketException((int)SocketError));
        }
    }

    private async ValueTask SendAllAsync(Socket socket, IReadOnlyList<ReadOnlyMemory<byte>> segments)
    {
        for (var start = 0; start < segments.Count; start += MaxSegments)
        {
            await SendRange(socket, segments, start, Math.Min(MaxSegments, segments.Count - start));
        }
    }

    private ValueTask SendRange(Socket socket, IReadOnlyList<ReadOnlyMemory<byte>> segments, int start, int count)
    {
        for (var i = start; i < start + count; i++)
        {
            MemoryMarshal.TryGetArray(segments[i], out var segment);
            _segments.Add(segment);
        }

        _completion.Reset();
        BufferList = _segments;
        _segments.Clear();
        if (socket.SendAsync(this))
        {
            return new ValueTask(this, _completion.Version);
        }

        BufferList = null;
        return SocketError == SocketError.Success
            ? ValueTask.CompletedTask
            : ValueTask.FromException(new SocketException((int)SocketError));
    }
}

using System.Net;
using System.Threading.Channels;
using OrleansBroker.Gateway.Connections;

namespace OrleansBroker.Gateway.Tests.Connections;

/// <summary>A connection whose client sends exactly the pieces a test hands it, each with one receive.</summary>
internal sealed class ScriptedConnection : IConnection
{
    private readonly Channel<byte[]> _pieces = Channel.CreateUnbounded<byte[]>();
    private readonly MemoryStream _sent = new();
    private ReadOnlyMemory<byte> _rest;

    public EndPoint? RemoteEndPoint => null;

    public int Receives { get; private set; }

    public byte[] Sent => _sent.ToArray();

    public void ClientSends(params ReadOnlySpan<byte> piece) => _pieces.Writer.TryWrite(piece.ToArray());

    public void ClientCloses() => _pieces.Writer.TryComplete();

    public async ValueTask<int> ReceiveAsync(Memory<byte> destination)
    {
        Receives++;
        if (_rest.IsEmpty)
        {
            if (!await _pieces.Reader.WaitToReadAsync() || !_pieces.Reader.TryRead(out var piece))
            {
                return 0;
            }

            _rest = piece;
        }

        var count = Math.Min(_rest.Length, destination.Length);
        _rest[..count].CopyTo(destination);
        _rest = _rest[count..];
        return count;
    }

    public ValueTask SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> segments)
    {
        foreach (var segment in segments)
        {
            _sent.Write(segment.Span);
        }

        return ValueTask.CompletedTask;
    }

    public void EndSending()
    {
    }

    public void Abort() => _pieces.Writer.TryComplete(new IOException("aborted"));

    public void Dispose() => Abort();
}

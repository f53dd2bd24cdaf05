using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Gateway.Tests.Connections;

/// <summary>A client that sends what a test says, byte for byte, also what no client library would.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient _tcp = new();

    public static async Task<RawClient> ConnectAsync(EndPoint server)
    {
        var client = new RawClient();
        await client._tcp.ConnectAsync((IPEndPoint)server);
        return client;
    }

    public static byte[] Frame<TRequest>(TRequest request, short version, int correlationId)
        where TRequest : IRequest<TRequest>
    {
        using var writer = new WireWriter();
        writer.BeginFrame();
        var header = new RequestHeader
        {
            RequestApiKey = TRequest.ApiKey,
            RequestApiVersion = version,
            CorrelationId = correlationId,
            ClientId = "raw",
        };
        header.Write(writer, version >= TRequest.FirstFlexibleVersion ? (short)2 : (short)1);
        request.Write(writer, version);
        writer.EndFrame();
        return writer.ToArray();
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => _tcp.GetStream().WriteAsync(bytes);

    /// <summary>The next response frame without its length, or null when the server closed the connection.</summary>
    public async Task<byte[]?> ReadFrameAsync()
    {
        try
        {
            var prefix = new byte[4];
            await _tcp.GetStream().ReadExactlyAsync(prefix);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix)];
            await _tcp.GetStream().ReadExactlyAsync(body);
            return body;
        }
        catch (Exception e) when (e is IOException or EndOfStreamException)
        {
            return null;
        }
    }

    public async Task<int?> ReadCorrelationIdAsync() =>
        await ReadFrameAsync() is { } frame ? BinaryPrimitives.ReadInt32BigEndian(frame) : null;

    public void Dispose() => _tcp.Dispose();
}

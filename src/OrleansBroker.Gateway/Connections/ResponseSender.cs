using System.Runtime.CompilerServices;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Gateway.Connections;

/// <summary>
/// Writes answers into the connection's one writer and sends them with one gathered call; record batches are linked
/// from where they lie. Used by one pump at a time. The writer's last chunk is left to the garbage collector, because
/// a send may still be reading it when the connection ends.
/// </summary>
internal sealed class ResponseSender(IConnection connection, ConnectionServices services, ReceiveClock clock)
    : IResponseSender
{
    private readonly WireWriter _writer = new();
    private readonly ResponseHeader _header = new();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(IReadOnlyList<RequestContext> completed)
    {
        for (var i = 0; i < completed.Count; i++)
        {
            Write(completed[i]);
        }

        if (_writer.Length > 0)
        {
            await connection.SendAsync(_writer.Segments);
            clock.Sent(_writer.Length);
            _writer.Reset();
        }

        for (var i = 0; i < completed.Count; i++)
        {
            Count(completed[i]);
        }
    }

    private void Write(RequestContext context)
    {
        if (context.Response is not { } response || context.Header is not { } header)
        {
            return;
        }

        _writer.BeginFrame();
        _header.CorrelationId = header.CorrelationId;
        _header.Write(_writer, ApiDescriptions.Find(context.ApiKey)!.ResponseHeaderVersion(context.Version));
        response.Write(_writer, context.Version);
        _writer.EndFrame();
    }

    private void Count(RequestContext context)
    {
        if (context.Header is not null)
        {
            services.Instruments.RequestAnswered(
                context.ApiKey, services.Time.GetElapsedTime(context.ReceivedTimestamp));
        }
    }
}

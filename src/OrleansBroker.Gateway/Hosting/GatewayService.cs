using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Gateway.Hosting;

/// <summary>The gateway's life in its host. Thread-safe.</summary>
public sealed class GatewayService : IHostedService, IAsyncDisposable
{
    private readonly KafkaListener _listener;
    private volatile bool _isServing;

    internal GatewayService(
        KafkaSocket socket, IRequestDispatcher dispatcher, MetadataStore metadata, GatewayInstruments instruments,
        TimeProvider time, ILogger<GatewayService> logger)
    {
        var limits = ConnectionLimits.Of(metadata.Current.Properties);
        _listener = new KafkaListener(socket.Transport, new ConnectionServices(
            limits,
            dispatcher,
            SharedBufferPool.Default,
            new MemoryBudget(limits.MaxRequestBytes),
            new MemoryBudget(limits.MaxResponseBytes),
            instruments,
            time,
            logger));
    }

    /// <summary>True while clients are served.</summary>
    public bool IsServing => _isServing;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        _isServing = true;
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isServing = false;
        await _listener.StopAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();
}

using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using OrleansBroker.Abstractions;
using OrleansBroker.Gateway.Hosting;
using OrleansBroker.Server.Hosting;
using OrleansBroker.TestKit;

namespace OrleansBroker.Gateway.Tests.Brokers;

/// <summary>One run of the whole broker in this process, on a free port; disposing it is a clean stop.</summary>
internal sealed class RunningBroker : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningBroker(WebApplication app, string address)
    {
        _app = app;
        Address = address;
    }

    public string Address { get; }

    /// <summary>The parts of the broker, for what no request tells.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts it on its data folders.</summary>
    /// <param name="dataPath">As <see cref="BrokerOptions.DataPath"/>.</param>
    /// <param name="log">Also gets what is logged, unless null.</param>
    /// <param name="properties">Kafka properties.</param>
    public static async Task<RunningBroker> StartAsync(
        string dataPath, ILoggerProvider? log = null, params (string Name, string Value)[] properties)
    {
        var options = new BrokerOptions { DataPath = dataPath };
        foreach (var (name, value) in properties)
        {
            options.Properties[name] = value;
        }

        options.Http.Listen = "127.0.0.1:0";
        var socket = KafkaSocket.Bind("127.0.0.1:0");
        options.Kafka.Advertise = socket.EndPoint.ToString();
        var builder = BrokerApplication.CreateBuilder([]);
        if (log is not null)
        {
            builder.Logging.AddProvider(log);
        }

        var app = BrokerApplication.Build(builder, options, socket);
        await app.StartAsync();
        return new RunningBroker(app, options.Kafka.Advertise);
    }

    /// <summary>A connection that is nobody else's.</summary>
    public Task<KafkaClient> ConnectAsync() => KafkaClient.ConnectAsync(Address);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

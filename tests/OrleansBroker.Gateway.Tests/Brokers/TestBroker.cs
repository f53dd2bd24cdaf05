using Microsoft.AspNetCore.Builder;
using OrleansBroker.Abstractions;
using OrleansBroker.Gateway.Hosting;
using OrleansBroker.Server.Hosting;
using OrleansBroker.TestKit;

namespace OrleansBroker.Gateway.Tests.Brokers;

/// <summary>
/// The whole broker in this process, on a free port with a folder of its own; a class of tests shares one, and each
/// test takes topics of its own.
/// </summary>
public sealed class TestBroker : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orleansbroker-").FullName;
    private WebApplication? _app;

    public string Address { get; private set; } = "";

    /// <summary>A connection that is nobody else's.</summary>
    public Task<KafkaClient> ConnectAsync() => KafkaClient.ConnectAsync(Address);

    public async ValueTask InitializeAsync()
    {
        var options = new BrokerOptions { DataPath = _folder };
        options.Http.Listen = "127.0.0.1:0";
        var socket = KafkaSocket.Bind("127.0.0.1:0");
        Address = options.Kafka.Advertise = socket.EndPoint.ToString();
        _app = BrokerApplication.Build(BrokerApplication.CreateBuilder([]), options, socket);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}

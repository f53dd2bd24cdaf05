using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using OrleansBroker.Abstractions;
using OrleansBroker.Gateway.Hosting;
using OrleansBroker.Grains.Hosting;
using OrleansBroker.Server.Health;
using OrleansBroker.Server.Metrics;

namespace OrleansBroker.Server.Hosting;

/// <summary>Puts the parts together: silo, broker, gateway, HTTP.</summary>
internal static class BrokerApplication
{
    /// <summary>Folder of the cluster's metadata inside each data folder; no topic can be called so.</summary>
    private const string MetadataFolder = ".metadata";

    /// <summary>Whoever stops a process waits some seconds before it kills it; ours is done before.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(4.5);

    public static WebApplicationBuilder CreateBuilder(string[] args) => WebApplication.CreateSlimBuilder(
        // The settings that come with the program lie beside it, wherever it is started.
        new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

    public static WebApplication Build(WebApplicationBuilder builder, BrokerOptions options, KafkaSocket socket)
    {
        builder.WebHost.UseUrls($"http://{options.Http.Listen}");
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Host.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort(), FreePort())
            .AddOrleansBrokerFolderGrainStorage(
                [.. options.DataFolders().Select(folder => Path.Combine(folder, MetadataFolder))])
            .AddOrleansBroker());
        builder.Services.AddSingleton(Options.Create(options));
        builder.Services.AddOrleansBrokerGateway(socket);
        builder.Services.AddSingleton<PartitionInstruments>();
        builder.Services.AddSingleton<GroupInstruments>();
        builder.Services.AddSingleton<PrometheusExporter>();

        var app = builder.Build();
        app.MapHealth();
        app.MapMetrics();
        return app;
    }

    /// <summary>Nobody outside this machine talks to the silo yet, and several brokers may run side by side.</summary>
    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

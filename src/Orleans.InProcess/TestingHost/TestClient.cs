using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.InProcess.Cluster;

namespace Orleans.TestingHost;

/// <summary>The client of a test cluster, in a host of its own.</summary>
internal sealed class TestClient : IDisposable, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly InProcessCluster _cluster;

    private TestClient(IHost host, InProcessCluster cluster)
    {
        _host = host;
        _cluster = cluster;
    }

    public IClusterClient ClusterClient => _host.Services.GetRequiredService<IClusterClient>();

    public static async Task<TestClient> StartAsync(InProcessTestClusterOptions options, InProcessCluster cluster)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            ApplicationName = "TestClusterClient",
            EnvironmentName = Environments.Development,
            DisableDefaults = true,
        });
        foreach (var configure in options.ClientHostConfigurationDelegates)
        {
            configure(builder);
        }

        AddEngine(builder, options, cluster);
        var host = builder.Build();
        await host.StartAsync();
        cluster.Attach(host.Services.GetRequiredService<ClientRuntime>());
        return new TestClient(host, cluster);
    }

    public async ValueTask DisposeAsync()
    {
        _cluster.Detach(_host.Services.GetRequiredService<ClientRuntime>());
        await _host.StopAsync();
        Dispose();
    }

    public void Dispose() => _host.Dispose();

    private static void AddEngine(
        IHostApplicationBuilder builder, InProcessTestClusterOptions options, InProcessCluster cluster)
    {
        var services = builder.Services;
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new ClientRuntime(
            cluster,
            provider.GetRequiredService<IOptions<ClientMessagingOptions>>().Value.ResponseTimeout,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IClusterClient>(provider => new GrainFactory(provider.GetRequiredService<ClientRuntime>(),
            provider));
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<IClusterClient>());
        foreach (var configure in options.ClientConfigurationDelegates)
        {
            configure(new ClientBuilder(services, builder.Configuration));
        }
    }

    private sealed class ClientBuilder(IServiceCollection services, IConfiguration configuration) : IClientBuilder
    {
        public IServiceCollection Services => services;

        public IConfiguration Configuration => configuration;
    }
}

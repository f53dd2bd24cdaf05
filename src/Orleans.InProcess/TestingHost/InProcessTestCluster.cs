using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.InProcess.Cluster;
using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>Silos in this process that are one cluster, and a client outside them. For one test at a time.</summary>
public sealed class InProcessTestCluster : IDisposable, IAsyncDisposable
{
    // Silos have ports only to tell them apart: nothing listens on them.
    private static int _lastPort = 20_000;

    private readonly InProcessCluster _cluster = new();
    private readonly List<InProcessSiloHandle> _silos = [];
    private TestClient? _client;
    private int _startedInstances;

    internal InProcessTestCluster(InProcessTestClusterOptions options) => Options = options;

    public InProcessTestClusterOptions Options { get; }

    public IReadOnlyList<InProcessSiloHandle> Silos
    {
        get
        {
            lock (_silos)
            {
                return [.. _silos];
            }
        }
    }

    public IClusterClient Client => _client?.ClusterClient
        ?? throw new InvalidOperationException("The cluster has no client: it is not deployed, or has been stopped.");

    public async Task DeployAsync()
    {
        await StartSilosAsync(Options.InitialSilosCount);
        if (Options.InitializeClientOnDeploy)
        {
            await InitializeClientAsync();
        }
    }

    public async Task InitializeClientAsync()
    {
        await StopClusterClientAsync();
        _client = await TestClient.StartAsync(Options, _cluster);
    }

    public async Task StopClusterClientAsync()
    {
        if (Interlocked.Exchange(ref _client, null) is { } client)
        {
            await client.DisposeAsync();
        }
    }

    public IServiceProvider GetSiloServiceProvider(SiloAddress? silo = null) => silo is null
        ? Silos[0].ServiceProvider
        : Silos.FirstOrDefault(handle => handle.SiloAddress.Equals(silo))?.ServiceProvider
            ?? throw new ArgumentException($"The provided silo address '{silo}' is unknown.", nameof(silo));

    public IEnumerable<InProcessSiloHandle> GetActiveSilos() => Silos.Where(silo => silo.IsActive);

    public async Task<InProcessSiloHandle> StartAdditionalSiloAsync() => (await StartSilosAsync(1)).Single();

    public async Task<List<InProcessSiloHandle>> StartSilosAsync(int silosToStart)
    {
        var first = _startedInstances;
        var started = await Task.WhenAll(
            Enumerable.Range(first, silosToStart).Select(number => StartSiloAsync(number, Options)));
        return [.. started];
    }

    public async Task<InProcessSiloHandle> StartSiloAsync(int instanceNumber,
        InProcessTestClusterOptions clusterOptions)
    {
        var host = await Task.Run(() => StartHostAsync(instanceNumber, clusterOptions));
        var details = host.Services.GetRequiredService<ILocalSiloDetails>();
        var handle = new InProcessSiloHandle
        {
            Name = details.Name,
            InstanceNumber = (short)instanceNumber,
            SiloHost = host,
            SiloAddress = details.SiloAddress,
            GatewayAddress = details.GatewayAddress,
        };
        lock (_silos)
        {
            _startedInstances++;
            _silos.Add(handle);
        }

        return handle;
    }

    public Task StopSiloAsync(InProcessSiloHandle instance) => StopSiloAsync(instance, stopGracefully: true);

    /// <summary>Ends the silo at once: the others see it dead, its calls get no answer.</summary>
    public Task KillSiloAsync(InProcessSiloHandle instance) => StopSiloAsync(instance, stopGracefully: false);

    public async Task<InProcessSiloHandle?> RestartSiloAsync(InProcessSiloHandle instance)
    {
        await StopSiloAsync(instance);
        return await StartSiloAsync(instance.InstanceNumber, Options);
    }

    public async Task StopSilosAsync()
    {
        foreach (var silo in Silos)
        {
            await StopSiloAsync(silo);
        }
    }

    public async Task StopAllSilosAsync()
    {
        await StopClusterClientAsync();
        await StopSilosAsync();
    }

    /// <summary>In one process every silo knows at once; the call is there for the packages.</summary>
    public Task WaitForLivenessToStabilizeAsync(bool didKill = false) => Task.CompletedTask;

    /// <summary>As <see cref="WaitForLivenessToStabilizeAsync"/>, for what placement directors see.</summary>
    public Task WaitForClusterManifestToStabilizeAsync(bool didKill = false) => Task.CompletedTask;

    public async ValueTask DisposeAsync() => await StopAllSilosAsync();

    /// <summary>Ends the cluster without stopping its silos.</summary>
    public void Dispose()
    {
        _client?.Dispose();
        foreach (var silo in Silos)
        {
            silo.Dispose();
        }
    }

    private async Task StopSiloAsync(InProcessSiloHandle instance, bool stopGracefully)
    {
        lock (_silos)
        {
            if (!_silos.Remove(instance))
            {
                return;
            }

            _startedInstances--;
        }

        await instance.StopSiloAsync(stopGracefully);
        instance.Dispose();
    }

    private async Task<IHost> StartHostAsync(int instanceNumber, InProcessTestClusterOptions clusterOptions)
    {
        var silo = new InProcessTestSiloSpecificOptions
        {
            SiloName = $"Silo_{instanceNumber}",
            SiloPort = Interlocked.Increment(ref _lastPort),
            GatewayPort = Interlocked.Increment(ref _lastPort),
        };
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            ApplicationName = silo.SiloName,
            EnvironmentName = Environments.Development,
            DisableDefaults = true,
        });
        foreach (var configure in clusterOptions.SiloHostConfigurationDelegates)
        {
            configure(silo, builder);
        }

        builder.UseOrleans(siloBuilder => Configure(siloBuilder, silo, clusterOptions));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private void Configure(
        ISiloBuilder builder, InProcessTestSiloSpecificOptions silo, InProcessTestClusterOptions clusterOptions)
    {
        builder.Services.AddSingleton(_cluster);
        builder
            .Configure<SiloOptions>(options => options.SiloName = silo.SiloName)
            .Configure<ClusterOptions>(options =>
            {
                options.ClusterId = clusterOptions.ClusterId;
                options.ServiceId = clusterOptions.ServiceId;
            })
            .Configure<EndpointOptions>(options =>
            {
                options.AdvertisedIPAddress = IPAddress.Loopback;
                options.SiloPort = silo.SiloPort;
                options.GatewayPort = silo.GatewayPort;
            });
    }
}

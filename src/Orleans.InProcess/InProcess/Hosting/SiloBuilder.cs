using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Orleans.InProcess.Activations;
using Orleans.InProcess.Calls;
using Orleans.InProcess.Cluster;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Orleans.Timers;

namespace Orleans.InProcess.Hosting;

/// <summary>
/// A silo being configured; the services of the engine are added once, however often it is configured.
/// </summary>
internal sealed class SiloBuilder : ISiloBuilder
{
    public SiloBuilder(IServiceCollection services, IConfiguration configuration)
    {
        Services = services;
        Configuration = configuration;
        if (!services.Any(service => service.ServiceType == typeof(SiloRuntime)))
        {
            AddEngine(services);
        }
    }

    public IServiceCollection Services { get; }

    public IConfiguration Configuration { get; }

    private static void AddEngine(IServiceCollection services)
    {
        services.AddOptions().AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<InProcessCluster>(_ => throw new OrleansConfigurationException(
            "The silo has no clustering. This build contains src/Orleans.InProcess, whose silos live in one process:"
            + " call UseLocalhostClustering. A cluster of processes needs a package feed with Microsoft.Orleans."));
        services.AddSingleton<ILocalSiloDetails, LocalSiloDetails>();
        services.AddSingleton<SiloRuntime>();
        services.AddSingleton<IClusterMembershipService, ClusterMembershipService>();
        services.AddSingleton<IClusterClient>(provider => new GrainFactory(provider.GetRequiredService<SiloRuntime>(),
            provider));
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<IClusterClient>());
        services.AddSingleton<ITimerRegistry, TimerRegistry>();
        services.AddSingleton<SiloLifecycle>();
        services.AddSingleton<ISiloLifecycle>(provider => provider.GetRequiredService<SiloLifecycle>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, SiloMembership>();
        services.AddHostedService<SiloHostedService>();
        services.AddScoped<ActivationScope>();
        services.AddScoped<IGrainContext>(provider => provider.GetRequiredService<ActivationScope>().Activation!);
        services.AddPlacementDirector<RandomPlacement, RandomPlacementDirector>();
        services.AddPlacementDirector<PreferLocalPlacement, PreferLocalPlacementDirector>();
    }
}

using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Hosting;
using Orleans.TestingHost;

namespace Orleans.Contracts.Tests.Support;

/// <summary>
/// Two silos and a client. Calls from a silo's own factory are local where the grain is pinned to that silo.
/// </summary>
public sealed class Cluster : IAsyncLifetime
{
    private readonly InProcessTestCluster _cluster;

    public Cluster()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddPlacementDirector<PinnedPlacement, PinnedPlacementDirector>();
            silo.Services.AddGrainStorage("contracts", (_, _) => Storage);
            silo.AddGrainDirectory(
                OwnedDirectory.Name, (services, _) => ActivatorUtilities.CreateInstance<OwnedDirectory>(services));
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, StageRecorder>();
            silo.Configure<GrainCollectionOptions>(options =>
            {
                options.CollectionQuantum = TimeSpan.FromMilliseconds(200);
                options.CollectionAge = TimeSpan.FromSeconds(1);
            });
        });
        _cluster = builder.Build();
    }

    public TableStorage Storage { get; } = new();

    public IClusterClient Client => _cluster.Client;

    public InProcessTestCluster Test => _cluster;

    public InProcessSiloHandle Silo0 => _cluster.Silos.Single(silo => silo.Name == "Silo_0");

    public InProcessSiloHandle Silo1 => _cluster.Silos.Single(silo => silo.Name == "Silo_1");

    public IGrainFactory On(InProcessSiloHandle silo) => silo.ServiceProvider.GetRequiredService<IGrainFactory>();

    /// <summary>A key that no other test has, for a grain pinned to the silo.</summary>
    public static string KeyOn(InProcessSiloHandle silo) => $"{silo.Name}|{Guid.NewGuid():N}";

    /// <summary>A grain on silo 0, called from silo 0.</summary>
    public T Local<T>()
        where T : IGrainWithStringKey =>
        On(Silo0).GetGrain<T>(KeyOn(Silo0));

    /// <summary>A grain on silo 1, called from silo 0.</summary>
    public T Remote<T>()
        where T : IGrainWithStringKey =>
        On(Silo0).GetGrain<T>(KeyOn(Silo1));

    public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
}

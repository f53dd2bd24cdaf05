using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Orleans.GrainDirectory;
using Orleans.InProcess.Activations;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Orleans.InProcess.Cluster;

/// <summary>
/// Where grains are: a cache in front of their directory, and their placement director for those that are nowhere.
/// Thread-safe.
/// </summary>
internal sealed class GrainLocator(InProcessCluster cluster, SiloRuntime silo)
{
    private readonly ConcurrentDictionary<GrainId, SiloAddress> _cache = new();
    private readonly ConcurrentDictionary<GrainId, Lazy<Task<SiloAddress>>> _running = new();

    public bool TryFind(GrainId grain, [NotNullWhen(true)] out SiloAddress? address) =>
        _cache.TryGetValue(grain, out address);

    /// <summary>Calls that wait for one grain share one question.</summary>
    public Task<SiloAddress> LocateAsync(GrainId grain) =>
        _running.GetOrAdd(grain, grain => new(() => Task.Run(() => AskAsync(grain)))).Value;

    public void Forget(GrainAddress address) =>
        _cache.TryRemove(new(address.GrainId, address.SiloAddress!));

    public void ForgetSilo(SiloAddress address)
    {
        foreach (var entry in _cache)
        {
            if (entry.Value.Equals(address))
            {
                _cache.TryRemove(entry);
            }
        }
    }

    public IGrainDirectory DirectoryOf(GrainClass grainClass) => grainClass.DirectoryName is { } name
        ? silo.Services.GetRequiredKeyedService<IGrainDirectory>(name)
        : cluster.Directory;

    private async Task<SiloAddress> AskAsync(GrainId grain)
    {
        try
        {
            var grainClass = GrainClasses.Of(grain.Type);
            var address = await LookupAsync(grain, grainClass) ?? await PlaceAsync(grain, grainClass);
            _cache[grain] = address;
            return address;
        }
        finally
        {
            _running.TryRemove(grain, out _);
        }
    }

    private async Task<SiloAddress?> LookupAsync(GrainId grain, GrainClass grainClass)
    {
        if (!grainClass.Placement.IsUsingGrainDirectory)
        {
            return null;
        }

        var found = (await DirectoryOf(grainClass).Lookup(grain))?.SiloAddress;
        return found is not null && cluster.Snapshot.GetSiloStatus(found) != SiloStatus.Dead ? found : null;
    }

    private async Task<SiloAddress> PlaceAsync(GrainId grain, GrainClass grainClass)
    {
        var director = silo.Services.GetKeyedService<IPlacementDirector>(grainClass.Placement.GetType())
            ?? throw new OrleansConfigurationException($"No placement director for {grainClass.Placement.GetType(
                )} is registered.");
        return await director.OnAddActivation(grainClass.Placement, new PlacementTarget(grain),
            new Context(cluster, silo));
    }

    private sealed class Context(InProcessCluster cluster, SiloRuntime silo) : IPlacementContext
    {
        public SiloAddress LocalSilo => silo.Address;

        public SiloStatus LocalSiloStatus => cluster.Snapshot.GetSiloStatus(silo.Address);

        public SiloAddress[] GetCompatibleSilos(PlacementTarget target) =>
            cluster.ActiveSilos() is { Length: > 0 } silos
            ? silos
            : throw new OrleansException($"No active silo can host {target.GrainIdentity}.");
    }
}

using System.Collections.Concurrent;
using Orleans.GrainDirectory;
using Orleans.Runtime;

namespace Orleans.InProcess.Cluster;

/// <summary>The default directory: one table for all silos of the process. Thread-safe.</summary>
internal sealed class ClusterDirectory : IGrainDirectory
{
    private readonly ConcurrentDictionary<GrainId, GrainAddress> _entries = new();

    public Task<GrainAddress?> Register(GrainAddress address) =>
        Task.FromResult<GrainAddress?>(_entries.GetOrAdd(address.GrainId, address));

    public Task<GrainAddress?> Register(GrainAddress address, GrainAddress? previousAddress) =>
        previousAddress is not null && _entries.TryUpdate(address.GrainId, address, previousAddress)
            ? Task.FromResult<GrainAddress?>(address)
            : Register(address);

    public Task Unregister(GrainAddress address)
    {
        _entries.TryRemove(new(address.GrainId, address));
        return Task.CompletedTask;
    }

    public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult(_entries.GetValueOrDefault(grainId));

    public Task UnregisterSilos(List<SiloAddress> siloAddresses)
    {
        siloAddresses.ForEach(RemoveSilo);
        return Task.CompletedTask;
    }

    public void RemoveSilo(SiloAddress silo)
    {
        foreach (var entry in _entries)
        {
            if (silo.Equals(entry.Value.SiloAddress))
            {
                _entries.TryRemove(entry);
            }
        }
    }
}

using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Orleans.InProcess.Cluster;

/// <summary>Any silo, by the hash of the grain: as good as chance, and the same in every run. Thread-safe.</summary>
internal sealed class RandomPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target,
        IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        return Task.FromResult(silos[target.GrainIdentity.GetUniformHashCode() % (uint)silos.Length]);
    }
}

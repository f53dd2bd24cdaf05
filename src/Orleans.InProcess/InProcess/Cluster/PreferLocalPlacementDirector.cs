using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Orleans.InProcess.Cluster;

/// <summary>The caller's silo while it is active, else any. Thread-safe.</summary>
internal sealed class PreferLocalPlacementDirector : IPlacementDirector
{
    private readonly RandomPlacementDirector _any = new();

    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target,
        IPlacementContext context) =>
        context.GetCompatibleSilos(target).Contains(context.LocalSilo)
            ? Task.FromResult(context.LocalSilo)
            : _any.OnAddActivation(strategy, target, context);
}

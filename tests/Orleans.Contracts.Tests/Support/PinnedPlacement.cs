using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Orleans.Contracts.Tests.Support;

/// <summary>
/// The silo whose name stands before the bar in the grain's key, unless <see cref="Moved"/> says another.
/// </summary>
public sealed class PinnedPlacement : PlacementStrategy;

[AttributeUsage(AttributeTargets.Class)]
public sealed class PinnedAttribute() : PlacementAttribute(new PinnedPlacement());

internal sealed class PinnedPlacementDirector(IClusterMembershipService membership) : IPlacementDirector
{
    public static System.Collections.Concurrent.ConcurrentDictionary<string, string> Moved { get; } = new();

    public static System.Collections.Concurrent.ConcurrentDictionary<string, int> Asked { get; } = new();

    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target,
        IPlacementContext context)
    {
        var key = target.GrainIdentity.Key.ToString()!;
        Asked.AddOrUpdate(key, 1, (_, n) => n + 1);
        var name = Moved.TryGetValue(key, out var moved) ? moved : key.Split('|')[0];
        var silo = context.GetCompatibleSilos(target).FirstOrDefault(
            address => membership.CurrentSnapshot.Members[address].Name == name);
        return silo is null
            ? throw new InvalidOperationException($"No silo {name}.")
            : Task.FromResult(silo);
    }
}

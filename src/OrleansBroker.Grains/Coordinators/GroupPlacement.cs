using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Grains.Brokers;
using OrleansBroker.Grains.Metadata;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>Puts a group's grain on the silo that coordinates the group.</summary>
[Serializable]
internal sealed class GroupPlacement : PlacementStrategy
{
    public static GroupPlacement Singleton { get; } = new();
}

/// <summary>Marks a grain whose key is a group's id.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class GroupPlacementAttribute() : PlacementAttribute(GroupPlacement.Singleton);

/// <summary>
/// Finds that silo in this silo's metadata. Thread-safe. It throws where there is none at the moment: the caller tries
/// again, because any other silo would be the wrong one.
/// </summary>
internal sealed class GroupPlacementDirector(BrokerLocations locations, MetadataStore metadata) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(
        PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var groupId = target.GrainIdentity.Key.ToString() ?? "";
        if (GroupLocation.TryFind(metadata.Current, groupId, out PartitionMetadata? record)
            && locations.TryGet(new BrokerKey(record.Leader, record.LeaderIncarnation), out var silo)
            && context.GetCompatibleSilos(target).Contains(silo))
        {
            return Task.FromResult(silo);
        }

        throw new SiloUnavailableException($"Group {groupId} has no coordinator at the moment.");
    }
}

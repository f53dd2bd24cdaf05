using Orleans.Runtime;
using Orleans.Runtime.Placement;
using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Brokers;

/// <summary>
/// Finds the silo of a broker-pinned grain in this silo's metadata. Thread-safe. It throws where it does not know
/// the silo, or where the silo is not up: the caller tries again, because any other silo would be the wrong one.
/// </summary>
internal sealed class BrokerPlacementDirector(BrokerLocations locations, MetadataStore metadata) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(
        PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var key = target.GrainIdentity.Key.ToString() ?? "";
        if (!TryFindBroker(key, out var broker) || !locations.TryGet(broker, out var silo))
        {
            throw new SiloUnavailableException($"No broker is known here for {target.GrainIdentity}.");
        }

        return context.GetCompatibleSilos(target).Contains(silo)
            ? Task.FromResult(silo)
            : throw new SiloUnavailableException($"Silo {silo} of broker {broker.BrokerId} is not up.");
    }

    private bool TryFindBroker(string key, out BrokerKey broker)
    {
        if (BrokerKey.TryParse(key, out broker))
        {
            return true;
        }

        if (!PartitionKey.TryParse(key, out var partition)
            || !metadata.Current.TryGetTopic(new TopicId(partition.TopicId), out var topic)
            || partition.Partition >= topic.Partitions.Count)
        {
            return false;
        }

        var record = topic.Partitions[partition.Partition];
        broker = new BrokerKey(record.Leader, record.LeaderIncarnation);
        return record.Leader != PartitionMetadata.NoLeader;
    }
}

using System.Diagnostics.CodeAnalysis;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Grains.Admin;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Grains.Metadata;

namespace OrleansBroker.Gateway.Cluster;

/// <summary>Finds the broker that coordinates a group. Thread-safe.</summary>
internal sealed class CoordinatorLookup(MetadataStore metadata, ClusterAdmin admin)
{
    /// <summary>Creates the topic that keeps the groups, where there is none yet.</summary>
    public async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        if (!metadata.Current.TryGetTopic(InternalTopics.ConsumerOffsets, out _))
        {
            await admin.EnsureTopicAsync(InternalTopics.ConsumerOffsets, cancellationToken);
        }
    }

    /// <summary>The broker whose silo leads the group's partition; false while there is none.</summary>
    public bool TryFind(string groupId, [NotNullWhen(true)] out BrokerMetadata? broker)
    {
        var image = metadata.Current;
        broker = null;
        return GroupLocation.TryFind(image, groupId, out PartitionMetadata? partition)
            && image.Brokers.TryGetValue(partition.Leader, out broker);
    }
}

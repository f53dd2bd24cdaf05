using System.Diagnostics.CodeAnalysis;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>Where a group's records are, and so who coordinates it. Pure.</summary>
public static class GroupLocation
{
    /// <summary>The partition of <c>__consumer_offsets</c> that keeps the group; false while there is no such topic.
    /// </summary>
    public static bool TryFind(MetadataImage image, string groupId, out TopicIdPartition partition)
    {
        partition = default;
        if (!image.TryGetTopic(InternalTopics.ConsumerOffsets, out var topic))
        {
            return false;
        }

        var index = GroupPartitioner.PartitionOf(groupId, topic.Partitions.Count);
        partition = new TopicIdPartition(topic.TopicId, index);
        return true;
    }

    /// <summary>The leadership record of that partition.</summary>
    public static bool TryFind(
        MetadataImage image, string groupId, [NotNullWhen(true)] out PartitionMetadata? record)
    {
        record = TryFind(image, groupId, out TopicIdPartition id) && image.TryGetTopic(id.TopicId, out var topic)
            ? topic.Partitions[id.Partition]
            : null;
        return record is not null;
    }
}

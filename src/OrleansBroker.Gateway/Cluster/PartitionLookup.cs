using OrleansBroker.Grains.Metadata;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Protocol;

namespace OrleansBroker.Gateway.Cluster;

/// <summary>Finds the led partition that a client means, by topic name or by topic id. Thread-safe.</summary>
internal sealed class PartitionLookup(MetadataStore metadata, PartitionRegistry partitions)
{
    /// <summary>
    /// None and the partition; UNKNOWN_TOPIC_OR_PARTITION; KAFKA_STORAGE_ERROR when its disk cannot be used here, or
    /// NOT_LEADER_OR_FOLLOWER when it is led elsewhere.
    /// </summary>
    public ErrorCode Find(string topic, int partition, out Partition? found)
    {
        found = null;
        return metadata.Current.TryGetTopic(topic, out var image)
            ? Find(image, partition, out found)
            : ErrorCode.UnknownTopicOrPartition;
    }

    /// <summary>As by name, with UNKNOWN_TOPIC_ID where there is no such topic.</summary>
    public ErrorCode Find(TopicId topicId, int partition, out Partition? found)
    {
        found = null;
        return metadata.Current.TryGetTopic(topicId, out var image)
            ? Find(image, partition, out found)
            : ErrorCode.UnknownTopicId;
    }

    private ErrorCode Find(TopicImage topic, int partition, out Partition? found)
    {
        var id = new TopicIdPartition(topic.TopicId, partition);
        if (partitions.TryGet(id, out found))
        {
            return ErrorCode.None;
        }

        if ((uint)partition >= (uint)topic.Partitions.Count)
        {
            return ErrorCode.UnknownTopicOrPartition;
        }

        return partitions.IsOffline(id) ? ErrorCode.KafkaStorageError : ErrorCode.NotLeaderOrFollower;
    }
}

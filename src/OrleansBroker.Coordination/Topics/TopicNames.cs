using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Topics;

/// <summary>Between partitions by topic id, as the coordinator keeps them, and by name, as classic members know them.
/// A topic that the catalog does not have is left out.</summary>
internal static class TopicNames
{
    public static PartitionSet ToIds(
        this ITopicCatalog catalog, IEnumerable<(string Topic, List<int> Partitions)> named)
    {
        var partitions = new List<TopicIdPartition>();
        foreach (var (name, numbers) in named)
        {
            if (catalog.TryGet(name, out var topic))
                partitions.AddRange(numbers.Select(number => new TopicIdPartition(topic.Id, number)));
        }

        return PartitionSet.Of(partitions);
    }

    public static IEnumerable<(TopicInfo Topic, IReadOnlyList<int> Partitions)> ToNames(
        this ITopicCatalog catalog, PartitionSet partitions)
    {
        foreach (var (id, numbers) in partitions.Topics)
        {
            if (catalog.TryGet(id, out var topic))
                yield return (topic, numbers);
        }
    }

    public static ConsumerProtocolAssignment ToConsumerAssignment(
        this ITopicCatalog catalog, PartitionSet partitions) =>
        new()
        {
            AssignedPartitions =
            [
                .. catalog.ToNames(partitions).Select(topic => new ConsumerProtocolAssignment.TopicPartition
                {
                    Topic = topic.Topic.Name,
                    Partitions = [.. topic.Partitions],
                }),
            ],
        };
}

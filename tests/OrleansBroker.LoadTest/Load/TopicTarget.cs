using OrleansBroker.Protocol;
using OrleansBroker.TestKit;

namespace OrleansBroker.LoadTest.Load;

/// <summary>The topic under load, as the broker describes it when the run begins. Immutable.</summary>
internal sealed class TopicTarget
{
    private TopicTarget(string name, BrokerAddress[] leaders) => (Name, Leaders) = (name, leaders);

    public string Name { get; }

    /// <summary>The leader of each partition.</summary>
    public IReadOnlyList<BrokerAddress> Leaders { get; }

    /// <summary>Looks the topic up, and creates it when it does not exist.</summary>
    /// <param name="client">Any broker of the cluster.</param>
    /// <param name="name">The topic.</param>
    /// <param name="partitions">
    /// Number of partitions when it is created; 0: a topic that is missing is an error.
    /// </param>
    public static async Task<TopicTarget> FindAsync(KafkaClient client, string name, int partitions)
    {
        var target = await DescribeAsync(client, name);
        if (target is null && partitions > 0)
        {
            await client.CreateTopicAsync(name, partitions);
            target = await DescribeAsync(client, name);
        }

        return target ?? throw new KafkaErrorException(ErrorCode.UnknownTopicOrPartition, name);
    }

    /// <summary>Start and end of a partition, for one consumer.</summary>
    public async Task<FetchPosition> PositionAsync(KafkaClient client, int partition, bool fromEnd)
    {
        var topicPartition = new TopicPartition(Name, partition);
        var start = await client.StartOffsetAsync(topicPartition);
        var end = await client.EndOffsetAsync(topicPartition);
        return new FetchPosition(partition, start, end) { NextOffset = fromEnd ? end : start };
    }

    private static async Task<TopicTarget?> DescribeAsync(KafkaClient client, string name)
    {
        var metadata = await client.MetadataAsync(name);
        var brokers = metadata.Brokers.ToDictionary(
            broker => broker.NodeId, broker => new BrokerAddress(broker.Host, broker.Port));
        var topic = metadata.Topics.Single();
        return topic.ErrorCode == ErrorCode.None && topic.Partitions.All(partition => partition.LeaderId >= 0)
            ? new TopicTarget(
                name,
                [.. topic.Partitions.OrderBy(partition => partition.PartitionIndex)
                    .Select(partition => brokers[partition.LeaderId])])
            : null;
    }
}

using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using Cursor = OrleansBroker.Protocol.Messages.DescribeTopicPartitionsResponse.Cursor;
using Topic = OrleansBroker.Protocol.Messages.DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic;
using Row = OrleansBroker.Protocol.Messages.DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponsePartition;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>
/// Topics by name with their partitions, in pages: at most so many partitions, then a cursor to go on from.
/// </summary>
internal sealed class DescribeTopicPartitionsHandler(MetadataStore metadata)
    : IHandler<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>
{
    public ValueTask<DescribeTopicPartitionsResponse?> HandleAsync(
        DescribeTopicPartitionsRequest request, RequestContext context)
    {
        var image = metadata.Current;
        var max = image.Properties.GetInt(BrokerConfigs.MaxRequestPartitionSizeLimit);
        var left = Math.Clamp(request.ResponsePartitionLimit, 1, max);
        var response = new DescribeTopicPartitionsResponse();
        foreach (var name in Names(request, image))
        {
            if (!image.TryGetTopic(name, out var topic))
            {
                response.Topics.Add(new Topic { Name = name, ErrorCode = WhyNot(name) });
                continue;
            }

            var first = request.Cursor is { } cursor && cursor.TopicName == name ? cursor.PartitionIndex : 0;
            if (left == 0)
            {
                response.NextCursor = new Cursor { TopicName = name, PartitionIndex = first };
                break;
            }

            var page = Page(image, topic, first, left);
            response.Topics.Add(page);
            left -= page.Partitions.Count;
            if (first + page.Partitions.Count < topic.Partitions.Count)
            {
                response.NextCursor = new Cursor { TopicName = name, PartitionIndex = first + page.Partitions.Count };
                break;
            }
        }

        return new(response);
    }

    /// <summary>Sorted, so that a cursor means the same place in every request; no names mean all topics.</summary>
    private static IEnumerable<string> Names(DescribeTopicPartitionsRequest request, MetadataImage image)
    {
        var names = request.Topics.Count > 0
            ? request.Topics.Select(topic => topic.Name)
            : image.Topics.Select(topic => topic.Name);
        var from = request.Cursor?.TopicName ?? "";
        return names.Where(name => string.CompareOrdinal(name, from) >= 0).Distinct().Order(StringComparer.Ordinal);
    }

    private static ErrorCode WhyNot(string name) =>
        TopicNames.Validate(name) is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.InvalidTopicException;

    private static Topic Page(MetadataImage image, TopicImage topic, int first, int count) => new()
    {
        Name = topic.Name,
        TopicId = topic.TopicId,
        IsInternal = topic.IsInternal,
        Partitions =
        [
            .. topic.Partitions.Select((partition, index) => (partition, index))
                .Skip(Math.Max(first, 0)).Take(count).Select(row => Describe(image, row.partition, row.index)),
        ],
        TopicAuthorizedOperations = AuthorizedOperations.OnTopic(asked: true),
    };

    private static Row Describe(MetadataImage image, PartitionMetadata partition, int index)
    {
        var leader = image.Brokers.ContainsKey(partition.Leader) ? partition.Leader : PartitionMetadata.NoLeader;
        return new Row
        {
            ErrorCode = leader == PartitionMetadata.NoLeader ? ErrorCode.LeaderNotAvailable : ErrorCode.None,
            PartitionIndex = index,
            LeaderId = leader,
            LeaderEpoch = partition.LeaderEpoch,
            ReplicaNodes = [.. partition.Replicas],
            IsrNodes = [.. partition.Isr.Select(replica => replica.BrokerId)],
            EligibleLeaderReplicas = [],
            LastKnownElr = [],
            OfflineReplicas = [.. partition.Replicas.Where(id => !image.IsOnline(partition, id))],
        };
    }
}

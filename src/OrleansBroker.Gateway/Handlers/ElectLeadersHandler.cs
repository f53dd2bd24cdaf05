using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using Answer = OrleansBroker.Protocol.Messages.ElectLeadersResponse.PartitionResult;
using TopicAnswer = OrleansBroker.Protocol.Messages.ElectLeadersResponse.ReplicaElectionResult;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>
/// Asks for leaders to be elected. Every partition has one replica, so that it is led by its preferred leader or by
/// none: either way there is nothing to elect, and the answer says which.
/// </summary>
internal sealed class ElectLeadersHandler(MetadataStore metadata)
    : IHandler<ElectLeadersRequest, ElectLeadersResponse>
{
    private const sbyte Preferred = 0;
    private const sbyte Unclean = 1;

    public ValueTask<ElectLeadersResponse?> HandleAsync(ElectLeadersRequest request, RequestContext context)
    {
        if (request.ElectionType is not (Preferred or Unclean))
        {
            return new(new ElectLeadersResponse { ErrorCode = ErrorCode.InvalidRequest });
        }

        var image = metadata.Current;
        var results = request.TopicPartitions is { } asked
            ? asked.Select(topic => Elect(image, request.ElectionType, topic.Topic, topic.Partitions))
            : All(image, request.ElectionType);
        return new(new ElectLeadersResponse { ReplicaElectionResults = [.. results] });
    }

    /// <summary>Where all partitions are asked for, those that need no election are not mentioned.</summary>
    private static IEnumerable<TopicAnswer> All(MetadataImage image, sbyte type)
    {
        foreach (var topic in image.Topics)
        {
            var answer = Elect(image, type, topic.Name, Enumerable.Range(0, topic.Partitions.Count));
            answer.PartitionResult.RemoveAll(partition => partition.ErrorCode == ErrorCode.ElectionNotNeeded);
            if (answer.PartitionResult.Count > 0)
            {
                yield return answer;
            }
        }
    }

    private static TopicAnswer Elect(MetadataImage image, sbyte type, string topic, IEnumerable<int> partitions) =>
        new() { Topic = topic, PartitionResult = [.. partitions.Select(index => Elect(image, type, topic, index))] };

    private static Answer Elect(MetadataImage image, sbyte type, string name, int index)
    {
        if (!image.TryGetTopic(name, out var topic))
        {
            return Refuse(index, ErrorCode.UnknownTopicOrPartition, $"No such topic as {name}");
        }

        if ((uint)index >= (uint)topic.Partitions.Count)
        {
            return Refuse(index, ErrorCode.UnknownTopicOrPartition, $"No such partition as {name}-{index}");
        }

        return HasLeader(image, topic.Partitions[index], type)
            ? Refuse(index, ErrorCode.ElectionNotNeeded, null)
            : Refuse(index,
                type == Preferred ? ErrorCode.PreferredLeaderNotAvailable : ErrorCode.EligibleLeadersNotAvailable,
                "The broker that holds the only replica is not running, or its data folder is offline.");
    }

    private static bool HasLeader(MetadataImage image, PartitionMetadata partition, sbyte type) =>
        image.Brokers.ContainsKey(partition.Leader) && (type == Unclean || partition.Leader == partition.Replicas[0]);

    private static Answer Refuse(int index, ErrorCode error, string? message) =>
        new() { PartitionId = index, ErrorCode = error, ErrorMessage = message };
}

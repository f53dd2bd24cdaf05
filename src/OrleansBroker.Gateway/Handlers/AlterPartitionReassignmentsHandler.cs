using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using Answer = OrleansBroker.Protocol.Messages.AlterPartitionReassignmentsResponse.ReassignablePartitionResponse;
using Asked = OrleansBroker.Protocol.Messages.AlterPartitionReassignmentsRequest.ReassignablePartition;
using TopicAnswer = OrleansBroker.Protocol.Messages.AlterPartitionReassignmentsResponse.ReassignableTopicResponse;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>
/// The brokers that are to hold a partition. Those that hold it already are confirmed, which is what
/// kafka-reassign-partitions asks for before it moves replicas between data folders; any others are refused, because
/// records are not replicated between brokers.
/// </summary>
internal sealed class AlterPartitionReassignmentsHandler(MetadataStore metadata)
    : IHandler<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse>
{
    public ValueTask<AlterPartitionReassignmentsResponse?> HandleAsync(
        AlterPartitionReassignmentsRequest request, RequestContext context)
    {
        var image = metadata.Current;
        var topics = request.Topics.Select(topic => new TopicAnswer
        {
            Name = topic.Name,
            Partitions = [.. topic.Partitions.Select(partition => Place(image, topic.Name, partition))],
        });
        return new(new AlterPartitionReassignmentsResponse
        {
            AllowReplicationFactorChange = request.AllowReplicationFactorChange,
            ErrorMessage = null,
            Responses = [.. topics],
        });
    }

    private static Answer Place(MetadataImage image, string topic, Asked asked)
    {
        if (!image.TryGetTopic(topic, out var found) || (uint)asked.PartitionIndex >= (uint)found.Partitions.Count)
        {
            return Refuse(asked, ErrorCode.UnknownTopicOrPartition, "There is no such partition.");
        }

        if (asked.Replicas is not { } replicas)
        {
            return Refuse(asked, ErrorCode.NoReassignmentInProgress, "The partition is not being reassigned.");
        }

        var held = found.Partitions[asked.PartitionIndex].Replicas;
        return replicas.Order().SequenceEqual(held.Order())
            ? new Answer { PartitionIndex = asked.PartitionIndex, ErrorMessage = null }
            : Refuse(asked, ErrorCode.InvalidReplicaAssignment,
                $"Partitions cannot be moved to other brokers yet: broker(s) {string.Join(", ", held)} hold this one.");
    }

    private static Answer Refuse(Asked asked, ErrorCode error, string message) =>
        new() { PartitionIndex = asked.PartitionIndex, ErrorCode = error, ErrorMessage = message };
}

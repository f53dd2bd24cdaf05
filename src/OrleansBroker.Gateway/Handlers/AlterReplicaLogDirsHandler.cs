using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Brokers;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using Answer = OrleansBroker.Protocol.Messages.AlterReplicaLogDirsResponse.AlterReplicaLogDirPartitionResult;
using TopicAnswer = OrleansBroker.Protocol.Messages.AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>
/// Where replicas are to lie (KIP-113): the answer says that the move has begun, DescribeLogDirs how far it is.
/// </summary>
internal sealed class AlterReplicaLogDirsHandler(ReplicaMoves moves, MetadataStore metadata)
    : IHandler<AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse>
{
    public ValueTask<AlterReplicaLogDirsResponse?> HandleAsync(
        AlterReplicaLogDirsRequest request, RequestContext context)
    {
        var asked = from directory in request.Dirs
                    from topic in directory.Topics
                    select new TopicAnswer
                    {
                        TopicName = topic.Name,
                        Partitions = [.. topic.Partitions.Select(index => new Answer
                        {
                            PartitionIndex = index,
                            ErrorCode = Place(new TopicPartition(topic.Name, index), directory.Path),
                        })],
                    };
        return new(new AlterReplicaLogDirsResponse { Results = [.. asked] });
    }

    private ErrorCode Place(TopicPartition partition, string path)
    {
        var error = moves.Place(partition, path);
        var exists = metadata.Current.TryGetTopic(partition.Topic, out var topic)
            && (uint)partition.Partition < (uint)topic.Partitions.Count;
        return error == ErrorCode.ReplicaNotAvailable && !exists ? ErrorCode.UnknownTopicOrPartition : error;
    }
}

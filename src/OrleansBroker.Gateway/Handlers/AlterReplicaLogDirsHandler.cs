using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Brokers;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Storage;
using Answer = OrleansBroker.Protocol.Messages.AlterReplicaLogDirsResponse.AlterReplicaLogDirPartitionResult;
using TopicAnswer = OrleansBroker.Protocol.Messages.AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>
/// Where replicas should lie. A running broker does not copy them: a replica that is in the folder asked for already is
/// confirmed, any other is told OPERATION_NOT_ATTEMPTED. An operator moves the partition's folder while the broker is
/// stopped, and the broker finds it there.
/// </summary>
internal sealed class AlterReplicaLogDirsHandler(LogFolders folders)
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
        if (folders.Unusable.Contains(path))
        {
            return ErrorCode.KafkaStorageError;
        }

        if (folders.All.FirstOrDefault(folder => folder.Path == path) is not { } wanted)
        {
            return ErrorCode.LogDirNotFound;
        }

        if (wanted.Find(partition) is not null)
        {
            return ErrorCode.None;
        }

        return folders.All.Any(folder => folder.Find(partition) is not null)
            ? ErrorCode.OperationNotAttempted
            : ErrorCode.ReplicaNotAvailable;
    }
}

using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Brokers;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Storage;
using Folder = OrleansBroker.Protocol.Messages.DescribeLogDirsResponse.DescribeLogDirsResult;
using Replica = OrleansBroker.Protocol.Messages.DescribeLogDirsResponse.DescribeLogDirsPartition;
using Topic = OrleansBroker.Protocol.Messages.DescribeLogDirsResponse.DescribeLogDirsTopic;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>The data folders of this broker: what lies in them, how full their disks are, which ones fail.</summary>
internal sealed class DescribeLogDirsHandler(LogFolders folders, ReplicaMoves moves)
    : IHandler<DescribeLogDirsRequest, DescribeLogDirsResponse>
{
    public ValueTask<DescribeLogDirsResponse?> HandleAsync(DescribeLogDirsRequest request, RequestContext context)
    {
        var asked = request.Topics?
            .SelectMany(topic => topic.Partitions, (topic, index) => new TopicPartition(topic.Topic, index))
            .ToHashSet();
        var results = folders.All.Select(folder => Describe(folder, asked)).Concat(folders.Unusable.Select(Offline));
        return new(new DescribeLogDirsResponse { Results = [.. results] });
    }

    private static Folder Offline(string path) => new() { LogDir = path, ErrorCode = ErrorCode.KafkaStorageError };

    private Folder Describe(LogFolder folder, HashSet<TopicPartition>? asked)
    {
        if (folder.IsOffline)
        {
            return Offline(folder.Path);
        }

        try
        {
            return new Folder
            {
                LogDir = folder.Path,
                TotalBytes = folder.TotalBytes,
                UsableBytes = folder.FreeBytes,
                Topics = [.. Topics(Replicas(folder).Where(replica => asked?.Contains(replica.Partition) ?? true))],
            };
        }
        catch (IOException)
        {
            return Offline(folder.Path);
        }
    }

    private IEnumerable<(TopicPartition Partition, Replica Replica)> Replicas(LogFolder folder)
    {
        // First what arrives: a replica that gets there meanwhile is told twice rather than not at all.
        var future = moves.Into(folder).Select(move => (move.Partition, Future(move))).ToList();
        return folder.Logs.Select(log => (log.TopicPartition, Describe(log))).Concat(future);
    }

    private static IEnumerable<Topic> Topics(IEnumerable<(TopicPartition Partition, Replica Replica)> replicas) =>
        from replica in replicas
        group replica by replica.Partition.Topic into topic
        orderby topic.Key
        select new Topic
        {
            Name = topic.Key,
            Partitions = [.. topic.OrderBy(replica => replica.Partition.Partition).Select(replica => replica.Replica)],
        };

    private static Replica Future((TopicPartition Partition, long SizeInBytes, long OffsetLag) move) => new()
    {
        PartitionIndex = move.Partition.Partition,
        PartitionSize = move.SizeInBytes,
        OffsetLag = move.OffsetLag,
        IsFutureKey = true,
    };

    // The lag of a replica in its place is what it has not written of what all in-sync replicas have.
    private static Replica Describe(PartitionLog log) => new()
    {
        PartitionIndex = log.TopicPartition.Partition,
        PartitionSize = log.SizeInBytes,
        OffsetLag = Math.Max(log.HighWatermark - log.LogEndOffset, 0),
    };
}

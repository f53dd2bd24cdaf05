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
internal sealed class DescribeLogDirsHandler(LogFolders folders)
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

    private static Folder Describe(LogFolder folder, HashSet<TopicPartition>? asked)
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
                Topics = [.. Topics(folder.Logs.Where(log => asked?.Contains(log.TopicPartition) ?? true))],
            };
        }
        catch (IOException)
        {
            return Offline(folder.Path);
        }
    }

    private static IEnumerable<Topic> Topics(IEnumerable<PartitionLog> logs) =>
        from log in logs
        group log by log.TopicPartition.Topic into topic
        orderby topic.Key
        select new Topic
        {
            Name = topic.Key,
            Partitions = [.. topic.OrderBy(log => log.TopicPartition.Partition).Select(Describe)],
        };

    // The lag of a replica in its place is what it has not written of what all in-sync replicas have.
    private static Replica Describe(PartitionLog log) => new()
    {
        PartitionIndex = log.TopicPartition.Partition,
        PartitionSize = log.SizeInBytes,
        OffsetLag = Math.Max(log.HighWatermark - log.LogEndOffset, 0),
    };
}

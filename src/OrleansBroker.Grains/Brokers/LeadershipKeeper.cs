using Microsoft.Extensions.Logging;
using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Grains.Timing;
using OrleansBroker.Protocol;
using OrleansBroker.Storage;
using OrleansBroker.Storage.Moving;

namespace OrleansBroker.Grains.Brokers;

/// <summary>
/// Brings what this silo leads in line with the leadership records: leads where a record names this broker, this
/// incarnation and a new epoch; resigns where it does not any more; gives up the logs of deleted topics. What lies on
/// a disk that cannot be used is offline, and never begun anew elsewhere.
/// </summary>
/// <remarks>Single-threaded: called by the broker, one step of the metadata at a time.</remarks>
internal sealed partial class LeadershipKeeper(BrokerIdentity identity, LogFolders folders, ReplicaMoves moves,
    PartitionRegistry registry, PartitionServices partitions, ILogger<LeadershipKeeper> logger)
{
    private readonly List<ReplicaDirectory> _misplaced = [];

    /// <summary>Follows the records of these topics.</summary>
    public async Task FollowAsync(IEnumerable<TopicImage> topics)
    {
        var leading = new List<Task>();
        var offline = new List<(Guid DirectoryId, TopicPartition Partition)>();
        foreach (var topic in topics)
        {
            for (var index = 0; index < topic.Partitions.Count; index++)
            {
                if (Follow(topic, index, offline) is { } lead)
                {
                    leading.Add(lead);
                }
            }
        }

        foreach (var folder in offline.GroupBy(replica => replica.DirectoryId, replica => replica.Partition))
        {
            LogOffline(folder.Key, folder.Count(), folder.First());
        }

        await Task.WhenAll(leading);
        moves.Report([.. _misplaced]);
        _misplaced.Clear();
    }

    /// <summary>
    /// Resigns everything that the image does not know, and takes the logs of deleted topics out of service.
    /// </summary>
    public async Task ForgetAsync(MetadataImage image)
    {
        foreach (var partition in registry.Partitions)
        {
            if (!image.TryGetTopic(partition.Id.TopicId, out _))
            {
                registry.Resign(partition.Id);
            }
        }

        foreach (var id in registry.Offline.Where(id => !image.TryGetTopic(id.TopicId, out _)))
        {
            registry.Restore(id);
        }

        foreach (var log in folders.All.SelectMany(folder => folder.Logs).ToList())
        {
            if (image.IsDeleted(log.TopicId))
            {
                await moves.EndAsync(new TopicIdPartition(log.TopicId, log.TopicPartition.Partition));
                await DeleteAsync(log);
            }
            else if (!image.TryGetTopic(log.TopicId, out _))
            {
                LogUnknown(log.TopicPartition, log.TopicId);
            }
        }
    }

    /// <summary>Ends all leadership.</summary>
    public void ResignAll() => registry.ResignAll();

    private Task? Follow(TopicImage topic, int index, List<(Guid DirectoryId, TopicPartition Partition)> offline)
    {
        var id = new TopicIdPartition(topic.TopicId, index);
        var record = topic.Partitions[index];
        var isLeader = record.Leader == identity.BrokerId && record.LeaderIncarnation == identity.Incarnation;
        if (isLeader && registry.TryGet(id, out var led) && led.LeaderEpoch == record.LeaderEpoch)
        {
            led.Update(record, topic.Settings);
            return null;
        }

        if (!isLeader)
        {
            registry.Resign(id);
        }

        if (!isLeader && (record.Leader != PartitionMetadata.NoLeader || !record.Replicas.Contains(identity.BrokerId)))
        {
            registry.Restore(id);
            return null;
        }

        var name = new TopicPartition(topic.Name, index);
        var directory = record.DirectoryOf(identity.BrokerId);
        if (folders.Locate(name, topic.TopicId, directory) is not { } folder)
        {
            if (registry.TakeOffline(id))
            {
                offline.Add((directory, name));
            }

            return null;
        }

        if (directory != folder.DirectoryId)
        {
            _misplaced.Add(new ReplicaDirectory
            {
                TopicId = topic.TopicId.Value,
                Partition = index,
                DirectoryId = folder.DirectoryId,
            });
        }

        return isLeader ? LeadAsync(folder, topic, index, record) : null;
    }

    private async Task LeadAsync(LogFolder folder, TopicImage topic, int index, PartitionMetadata record)
    {
        var name = new TopicPartition(topic.Name, index);
        try
        {
            var partition = await IoCall<Partition>.RunAsync(folder.Appends, () => Partition.Lead(
                Open(folder, name, topic), record, topic.Settings, partitions.Delayed, partitions.QueueBytes));
            registry.Add(partition);
        }
        catch (Exception failure)
        {
            // Whatever it is: this partition stays without a leader, and the metadata of all others goes on.
            registry.TakeOffline(new TopicIdPartition(topic.TopicId, index));
            LogCannotLead(failure, name, record.LeaderEpoch);
        }
    }

    // A log of another topic under the same name, or a second one of the same, is somebody's data: it is moved aside,
    // never deleted.
    private PartitionLog Open(LogFolder folder, TopicPartition name, TopicImage topic)
    {
        foreach (var other in ReplicaChoice.Others(folders.Usable, folder, name, topic.TopicId))
        {
            LogSetAside(name, other.Directory, folder.Path);
            other.Folder.SetAside(other);
        }

        var existing = folder.Find(name);
        if (existing is not null && existing.TopicId == topic.TopicId)
        {
            return existing;
        }

        if (existing is not null)
        {
            folder.SetAside(existing);
        }

        return folder.CreateLog(name, topic.TopicId, topic.Settings.ToLogConfig());
    }

    private async Task DeleteAsync(PartitionLog log)
    {
        try
        {
            await IoCall<bool>.RunAsync(log.Folder.Appends, () =>
            {
                log.Folder.DeleteLog(log);
                return true;
            });
        }
        catch (IOException failure)
        {
            LogCannotDelete(failure, log.TopicPartition);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Cannot lead {Partition} in epoch {Epoch}.")]
    private partial void LogCannotLead(Exception failure, TopicPartition partition, int epoch);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "The log of {Partition} cannot be deleted.")]
    private partial void LogCannotDelete(Exception failure, TopicPartition partition);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning,
        Message = "The log of {Partition} has topic id {TopicId}, unknown to the metadata: it is left alone.")]
    private partial void LogUnknown(TopicPartition partition, TopicId topicId);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning,
        Message = "Another log of {Partition}, {Directory}, is moved aside: the one in {Path} counts.")]
    private partial void LogSetAside(TopicPartition partition, string directory, string path);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error,
        Message = "Data folder {DirectoryId} is not there: {Count} partition(s) that it holds are offline until it is "
            + "back, {Partition} among them.")]
    private partial void LogOffline(Guid directoryId, int count, TopicPartition partition);
}

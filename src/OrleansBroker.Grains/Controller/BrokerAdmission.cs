using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Controller;

/// <summary>Decides the registration of a broker. Pure.</summary>
internal static class BrokerAdmission
{
    /// <summary>
    /// The newest incarnation wins, and leads what it led before at a higher epoch. Refused is a second broker of
    /// the same id with other data folders while the first one is up: that is a configuration error, not a restart.
    /// </summary>
    public static Decision<(ErrorCode Error, string? Message)> Decide(
        ControllerState state, BrokerMetadata broker, ControllerContext context)
    {
        if (state.Brokers.GetValueOrDefault(broker.BrokerId) is { } known && IsAnotherBroker(known, broker)
            && context.IsAlive(known))
        {
            return new((ErrorCode.DuplicateBrokerRegistration,
                $"Another broker with id {broker.BrokerId} is running: give each broker its own Broker:Id."),
                StateChange.None);
        }

        var topics = state.Topics
            .Select(topic => (Old: topic, New: Readmit(topic, broker)))
            .Where(topic => !ReferenceEquals(topic.Old, topic.New))
            .Select(topic => topic.New);
        return new((ErrorCode.None, null), new StateChange
        {
            Brokers = [.. state.Brokers.SetItem(broker.BrokerId, broker).Values],
            Topics = [.. topics],
        });
    }

    private static bool IsAnotherBroker(BrokerMetadata known, BrokerMetadata broker) =>
        known.Incarnation != broker.Incarnation && known.Silo != broker.Silo
        && !known.DirectoryIds.Intersect(broker.DirectoryIds).Any();

    private static TopicMetadata Readmit(TopicMetadata topic, BrokerMetadata broker)
    {
        var partitions = topic.Partitions.Select(record => Readmit(record, broker)).ToArray();
        return partitions.SequenceEqual(topic.Partitions, ReferenceEqualityComparer.Instance)
            ? topic
            : topic with { Partitions = partitions };
    }

    private static PartitionMetadata Readmit(PartitionMetadata record, BrokerMetadata broker)
    {
        var isLeader = record.Leader == broker.BrokerId;
        var member = record.Isr.FirstOrDefault(member => member.BrokerId == broker.BrokerId);
        var isMine = isLeader || record.Leader == PartitionMetadata.NoLeader;
        if (member is null || !isMine)
        {
            return record;
        }

        if (HasData(record, member, broker))
        {
            return isLeader && record.LeaderIncarnation == broker.Incarnation ? record : WithLeader(record, broker);
        }

        // The disk that made this broker in sync is gone, or has failed in this very run: to lead now would be to lose
        // records silently. The partition waits for the old disk, or for the operator.
        return isLeader ? WithoutLeader(record) : record;
    }

    private static bool HasData(PartitionMetadata record, InSyncReplica member, BrokerMetadata broker)
    {
        var directory = record.DirectoryOf(broker.BrokerId);
        return directory == Guid.Empty
            ? member.DirectoryIds.Intersect(broker.DirectoryIds).Any()
            : broker.DirectoryIds.Contains(directory);
    }

    private static PartitionMetadata WithLeader(PartitionMetadata record, BrokerMetadata broker)
    {
        var others = record.Isr.Where(member => member.BrokerId != broker.BrokerId);
        return record with
        {
            Leader = broker.BrokerId,
            LeaderIncarnation = broker.Incarnation,
            LeaderEpoch = record.LeaderEpoch + 1,
            PartitionEpoch = record.PartitionEpoch + 1,
            Isr = [ReplicaPlacement.InSync(broker), .. others],
        };
    }

    private static PartitionMetadata WithoutLeader(PartitionMetadata record) => record with
    {
        Leader = PartitionMetadata.NoLeader,
        LeaderIncarnation = Guid.Empty,
        LeaderEpoch = record.LeaderEpoch + 1,
        PartitionEpoch = record.PartitionEpoch + 1,
    };
}

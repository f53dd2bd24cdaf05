using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Controller;

/// <summary>Decides AssignDirectories: which data folder a record names for a replica. Pure.</summary>
internal static class DirectoryAssignment
{
    public static Decision<CommandOutcome[]> Decide(ControllerState state, AssignDirectoriesCommand command) =>
        Decision.ForEach(state, command.Replicas, (current, replica) => Assign(current, command, replica),
            validateOnly: false);

    private static Decision<CommandOutcome> Assign(
        ControllerState state, AssignDirectoriesCommand command, ReplicaDirectory replica)
    {
        var broker = state.Brokers.GetValueOrDefault(command.BrokerId);
        if (broker?.Incarnation != command.Incarnation)
        {
            return Decision.Refuse("", ErrorCode.StaleBrokerEpoch, "A newer start of this broker is registered.");
        }

        if (!state.TryGetTopic(replica.TopicId, out var topic))
        {
            return Decision.Refuse("", ErrorCode.UnknownTopicId, "There is no topic of this id.");
        }

        var record = topic.Partitions.ElementAtOrDefault(replica.Partition);
        if (record is null || !record.Replicas.Contains(command.BrokerId))
        {
            return Decision.Refuse(topic.Name, ErrorCode.NotLeaderOrFollower,
                $"Broker {command.BrokerId} has no replica of partition {replica.Partition}.");
        }

        var outcome = new CommandOutcome { Name = topic.Name, TopicId = topic.TopicId };
        return record.DirectoryOf(command.BrokerId) == replica.DirectoryId
            ? new(outcome, StateChange.None)
            : new(outcome, new StateChange { Topics = [With(topic, command.BrokerId, replica)] });
    }

    private static TopicMetadata With(TopicMetadata topic, int brokerId, ReplicaDirectory replica)
    {
        var record = topic.Partitions[replica.Partition];
        PartitionMetadata[] partitions = [.. topic.Partitions];
        partitions[replica.Partition] = record with
        {
            PartitionEpoch = record.PartitionEpoch + 1,
            DirectoryIds = [.. record.Replicas.Select(id =>
                id == brokerId ? replica.DirectoryId : record.DirectoryOf(id))],
        };
        return topic with { Partitions = partitions };
    }
}

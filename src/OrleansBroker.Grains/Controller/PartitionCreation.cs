using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Controller;

/// <summary>Decides CreatePartitions. Pure.</summary>
internal static class PartitionCreation
{
    public static Decision<CommandOutcome[]> Decide(ControllerState state, CreatePartitionsCommand command) =>
        Decision.ForEach(state, command.Topics, Increase, command.ValidateOnly);

    private static Decision<CommandOutcome> Increase(ControllerState state, PartitionIncrease increase)
    {
        if (!state.TryGetTopic(increase.Name, out var topic))
        {
            return Decision.Refuse(increase.Name, ErrorCode.UnknownTopicOrPartition,
                $"Topic '{increase.Name}' does not exist.");
        }

        if (CheckCount(topic, increase.Count) is { } problem)
        {
            return Decision.Refuse(increase.Name, ErrorCode.InvalidPartitions, problem);
        }

        if (CheckAssignments(state, topic, increase) is { } wrong)
        {
            return Decision.Refuse(increase.Name, ErrorCode.InvalidReplicaAssignment, wrong);
        }

        var replicas = increase.Assignments ?? Spread(state, topic, increase.Count);
        var existing = topic.Partitions.Length;
        var added = replicas.Select((brokers, index) =>
            ReplicaPlacement.NewPartition(state, topic.TopicId, existing + index, brokers));
        var changed = topic with { Partitions = [.. topic.Partitions, .. added] };
        var outcome = new CommandOutcome
        {
            Name = topic.Name,
            TopicId = topic.TopicId,
            Partitions = increase.Count,
        };
        return new(outcome, new StateChange { Topics = [changed] });
    }

    private static string? CheckCount(TopicMetadata topic, int count)
    {
        var existing = topic.Partitions.Length;
        if (count == existing)
        {
            return $"Topic already has {existing} partition(s).";
        }

        if (count < existing)
        {
            return $"The topic {topic.Name} currently has {existing} partition(s); {count} would not be an increase.";
        }

        return count > TopicCreation.MaxPartitions
            ? $"A topic may have at most {TopicCreation.MaxPartitions} partitions."
            : null;
    }

    private static string? CheckAssignments(ControllerState state, TopicMetadata topic, PartitionIncrease increase)
    {
        var factor = topic.Partitions[0].Replicas.Length;
        if (increase.Assignments is not { } assignments)
        {
            return factor > state.Brokers.Count
                ? $"The topic has {factor} replicas, but only {state.Brokers.Count} broker(s) are registered."
                : null;
        }

        var added = increase.Count - topic.Partitions.Length;
        if (assignments.Length != added)
        {
            return $"Attempted to add {added} additional partition(s), but only {assignments.Length} assignment(s) "
                + "were specified.";
        }

        var wrong = assignments.Select(replicas => ReplicaPlacement.Validate(state, replicas))
            .FirstOrDefault(problem => problem is not null);
        return wrong is null && assignments.Any(replicas => replicas.Length != factor)
            ? $"Every new partition must have {factor} replica(s), as the others have."
            : wrong;
    }

    private static int[][] Spread(ControllerState state, TopicMetadata topic, int count)
    {
        int[] brokers = [.. state.Brokers.Keys];
        var factor = topic.Partitions[0].Replicas.Length;
        return [.. Enumerable.Range(topic.Partitions.Length, count - topic.Partitions.Length)
            .Select(index => ReplicaPlacement.Spread(brokers, topic.TopicId, index, factor))];
    }
}

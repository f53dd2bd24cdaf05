using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Controller;

/// <summary>Decides CreateTopics. Pure.</summary>
internal static class TopicCreation
{
    /// <summary>A topic's record is read and written whole; more partitions than this would make that slow.</summary>
    public const int MaxPartitions = 10_000;

    public static Decision<CommandOutcome[]> Decide(
        ControllerState state, CreateTopicsCommand command, ControllerContext context)
    {
        var repeated = command.Topics.GroupBy(topic => topic.Name, StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .Select(group => group.Key)
            .ToHashSet(StringComparer.Ordinal);
        return Decision.ForEach(state, command.Topics, DecideOne, command.ValidateOnly);

        Decision<CommandOutcome> DecideOne(ControllerState current, NewTopic topic) => repeated.Contains(topic.Name)
            ? Decision.Refuse(topic.Name, ErrorCode.InvalidRequest, "Duplicate topic name.")
            : Create(current, topic, context);
    }

    private static Decision<CommandOutcome> Create(ControllerState state, NewTopic topic, ControllerContext context)
    {
        if (CheckName(state, topic.Name) is { } refusal)
        {
            return refusal;
        }

        var configs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in topic.Configs)
        {
            if (TopicConfigs.Validate(setting.Name, setting.Value) is { } problem)
            {
                return Decision.Refuse(topic.Name, ErrorCode.InvalidConfig, problem);
            }

            configs[setting.Name] = setting.Value!;
        }

        if (TopicConfigs.Validate(new TopicSettings(context.Properties(state), configs)) is { } conflict)
        {
            return Decision.Refuse(topic.Name, ErrorCode.InvalidConfig, conflict);
        }

        var id = context.NewTopicId(state);
        var (error, message, assignment) = Assign(state, topic, id, context);
        return error == ErrorCode.None
            ? Accept(state, topic.Name, id, assignment, configs)
            : Decision.Refuse(topic.Name, error, message);
    }

    private static Decision<CommandOutcome> Accept(ControllerState state, string name, Guid id, int[][] assignment,
        Dictionary<string, string> configs)
    {
        var partitions = assignment.Select((replicas, index) =>
            ReplicaPlacement.NewPartition(state, id, index, replicas));
        var created = new TopicMetadata
        {
            TopicId = id,
            Name = name,
            Partitions = [.. partitions],
            Configs = configs,
        };
        var outcome = new CommandOutcome
        {
            Name = name,
            TopicId = id,
            Partitions = assignment.Length,
            ReplicationFactor = assignment[0].Length,
        };
        return new(outcome, new StateChange { Topics = [created] });
    }

    private static Decision<CommandOutcome>? CheckName(ControllerState state, string name)
    {
        if (TopicNames.Validate(name) is { } problem)
        {
            return Decision.Refuse(name, ErrorCode.InvalidTopicException, problem);
        }

        if (name == TopicNames.ClusterMetadata)
        {
            return Decision.Refuse(name, ErrorCode.InvalidRequest,
                $"Creation of internal topic {name} is prohibited.");
        }

        if (state.TryGetTopic(name, out _))
        {
            return Decision.Refuse(name, ErrorCode.TopicAlreadyExists, $"Topic '{name}' already exists.");
        }

        return state.CollidingTopic(name) is { } other
            ? Decision.Refuse(name, ErrorCode.InvalidTopicException,
                $"Topic '{name}' collides with existing topic: {other}")
            : null;
    }

    private static (ErrorCode Error, string Message, int[][] Assignment) Assign(
        ControllerState state, NewTopic topic, Guid id, ControllerContext context)
    {
        if (topic.Assignments.Length > 0)
        {
            return AssignByHand(state, topic);
        }

        var properties = context.Properties(state);
        var partitions = topic.Partitions == NewTopic.Default ? properties.NumPartitions : topic.Partitions;
        var factor = topic.ReplicationFactor == NewTopic.Default
            ? properties.DefaultReplicationFactor
            : topic.ReplicationFactor;
        if (partitions is <= 0 or > MaxPartitions)
        {
            return (ErrorCode.InvalidPartitions,
                $"Number of partitions was {partitions}: it must be between 1 and {MaxPartitions}, or -1 for the "
                + "default.", []);
        }

        if (factor <= 0)
        {
            return (ErrorCode.InvalidReplicationFactor,
                "Replication factor must be larger than 0, or -1 to use the default value.", []);
        }

        if (factor > state.Brokers.Count)
        {
            return (ErrorCode.InvalidReplicationFactor,
                $"Unable to replicate the partition {factor} time(s): the target replication factor of {factor} cannot "
                + $"be reached because only {state.Brokers.Count} broker(s) are registered.", []);
        }

        int[] brokers = [.. state.Brokers.Keys];
        return (ErrorCode.None, "",
            [.. Enumerable.Range(0, partitions).Select(index => ReplicaPlacement.Spread(brokers, id, index, factor))]);
    }

    private static (ErrorCode Error, string Message, int[][] Assignment) AssignByHand(
        ControllerState state, NewTopic topic)
    {
        if (topic.Partitions != NewTopic.Default || topic.ReplicationFactor != NewTopic.Default)
        {
            return (ErrorCode.InvalidRequest,
                "A manual partition assignment was specified, but numPartitions or replicationFactor was not -1.", []);
        }

        var assignment = topic.Assignments.OrderBy(entry => entry.Partition).ToList();
        if (assignment.Count > MaxPartitions || assignment.Where((entry, index) => entry.Partition != index).Any())
        {
            return (ErrorCode.InvalidReplicaAssignment,
                $"Partitions of a manual assignment must be numbered 0, 1, 2, ... up to {MaxPartitions - 1}.", []);
        }

        if (assignment.Any(entry => entry.BrokerIds.Length != assignment[0].BrokerIds.Length))
        {
            return (ErrorCode.InvalidReplicaAssignment, "All partitions must have the same number of replicas.", []);
        }

        var problem = assignment.Select(entry => ReplicaPlacement.Validate(state, entry.BrokerIds))
            .FirstOrDefault(found => found is not null);
        return problem is null
            ? (ErrorCode.None, "", [.. assignment.Select(entry => entry.BrokerIds)])
            : (ErrorCode.InvalidReplicaAssignment, problem, []);
    }
}

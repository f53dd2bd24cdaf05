using System.Globalization;
using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Controller;

/// <summary>Decides AlterConfigs and IncrementalAlterConfigs. Pure.</summary>
internal static class ConfigAlteration
{
    public static Decision<CommandOutcome[]> Decide(
        ControllerState state, AlterConfigsCommand command, ControllerContext context) =>
        Decision.ForEach(state, command.Resources, (current, change) => Alter(current, change, context),
            command.ValidateOnly);

    private static Decision<CommandOutcome> Alter(
        ControllerState state, ConfigResourceChange change, ControllerContext context) => change.Type switch
        {
            ConfigResourceType.Topic => AlterTopic(state, change, context),
            ConfigResourceType.Broker => AlterBroker(state, change, context),
            ConfigResourceType.Group => AlterGroup(state, change, context),
            _ => Decision.Refuse(change.Name, ErrorCode.InvalidRequest,
                $"This broker has no configs of type {change.Type}: nothing was changed."),
        };

    private static Decision<CommandOutcome> AlterTopic(
        ControllerState state, ConfigResourceChange change, ControllerContext context)
    {
        if (change.Name.Length == 0)
        {
            return Decision.Refuse(change.Name, ErrorCode.InvalidRequest,
                "Name a topic: there are no configs of all topics together.");
        }

        if (TopicNames.Validate(change.Name) is { } badName)
        {
            return Decision.Refuse(change.Name, ErrorCode.InvalidTopicException, badName);
        }

        if (!state.TryGetTopic(change.Name, out var topic))
        {
            return Decision.Refuse(change.Name, ErrorCode.UnknownTopicOrPartition,
                $"The topic '{change.Name}' does not exist.");
        }

        var properties = context.Properties(state);
        var settings = new TopicSettings(properties, topic.Configs);
        var (problem, configs) = ConfigEdit.Apply(topic.Configs, change, TopicConfigs.Find,
            (name, value) => TopicConfigs.Validate(name, value), settings.Get);
        if (problem is null && TopicConfigs.Validate(new TopicSettings(properties, configs)) is { } contradiction)
        {
            problem = ConfigProblem.OfConfig(contradiction);
        }

        return problem is null
            ? new(new CommandOutcome { Name = change.Name },
                new StateChange { Topics = [topic with { Configs = configs }] })
            : Decision.Refuse(change.Name, problem.Error, problem.Message);
    }

    private static Decision<CommandOutcome> AlterBroker(
        ControllerState state, ConfigResourceChange change, ControllerContext context)
    {
        var isClusterWide = change.Name.Length == 0;
        if (!isClusterWide && !TryFindBroker(state, change.Name, out _))
        {
            return Decision.Refuse(change.Name, ErrorCode.InvalidRequest,
                $"There is no broker '{change.Name}': give the id of a registered broker, or nothing for all.");
        }

        TryFindBroker(state, change.Name, out var brokerId);
        var all = state.BrokerConfigs;
        var current = isClusterWide ? all.ClusterWide : all.ByBroker.GetValueOrDefault(brokerId) ?? [];
        var properties = context.Properties(state);
        var (problem, configs) = ConfigEdit.Apply(current, change, BrokerConfigs.Find,
            (name, value) => BrokerConfigs.ValidateDynamic(name, value), name => properties.Get(name) ?? "");
        if (problem is not null)
        {
            return Decision.Refuse(change.Name, ErrorCode.InvalidRequest, problem.Message);
        }

        var changed = isClusterWide
            ? all with { ClusterWide = configs }
            : all with { ByBroker = new(all.ByBroker) { [brokerId] = configs } };
        return new(new CommandOutcome { Name = change.Name }, new StateChange { BrokerConfigs = changed });
    }

    /// <summary>A group's configs may be set before the group is, and outlive it.</summary>
    private static Decision<CommandOutcome> AlterGroup(
        ControllerState state, ConfigResourceChange change, ControllerContext context)
    {
        if (change.Name.Length == 0)
        {
            return Decision.Refuse(change.Name, ErrorCode.InvalidRequest,
                "Default group resources are not allowed: name a group.");
        }

        var all = state.GroupConfigs.ByGroup;
        var current = all.GetValueOrDefault(change.Name) ?? [];
        var properties = context.Properties(state);
        var (problem, configs) = ConfigEdit.Apply(current, change, GroupConfigs.Find,
            (name, value) => GroupConfigs.Validate(name, value, properties),
            name => current.GetValueOrDefault(name, ""));
        if (problem is null && GroupConfigs.ValidateTogether(configs, properties) is { } contradiction)
        {
            problem = ConfigProblem.OfConfig(contradiction);
        }

        return problem is null
            ? new(new CommandOutcome { Name = change.Name },
                new StateChange { GroupConfigs = With(state.GroupConfigs, change.Name, configs) })
            : Decision.Refuse(change.Name, problem.Error, problem.Message);
    }

    private static GroupConfigsMetadata With(
        GroupConfigsMetadata all, string groupId, Dictionary<string, string> configs)
    {
        var byGroup = new Dictionary<string, Dictionary<string, string>>(all.ByGroup) { [groupId] = configs };
        if (configs.Count == 0)
        {
            byGroup.Remove(groupId);
        }

        return new GroupConfigsMetadata { ByGroup = byGroup };
    }

    private static bool TryFindBroker(ControllerState state, string name, out int brokerId) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out brokerId)
        && state.Brokers.ContainsKey(brokerId);
}

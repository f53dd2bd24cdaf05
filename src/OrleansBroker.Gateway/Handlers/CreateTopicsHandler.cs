using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Admin;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>Creates topics through the controller and answers once this broker knows them.</summary>
internal sealed class CreateTopicsHandler(ClusterAdmin admin, ConfigDescriber configs)
    : IHandler<CreateTopicsRequest, CreateTopicsResponse>
{
    public async ValueTask<CreateTopicsResponse?> HandleAsync(CreateTopicsRequest request, RequestContext context)
    {
        var command = new CreateTopicsCommand
        {
            Topics = [.. request.Topics.Select(ToNewTopic)],
            ValidateOnly = request.ValidateOnly,
        };
        var outcomes = await admin.CreateTopicsAsync(
            command, ClientTimeout.Of(request.TimeoutMs), context.Connection.Closed);
        return new CreateTopicsResponse { Topics = [.. outcomes.Zip(request.Topics, ToResult)] };
    }

    private static NewTopic ToNewTopic(CreateTopicsRequest.CreatableTopic topic) => new()
    {
        Name = topic.Name,
        Partitions = topic.NumPartitions,
        ReplicationFactor = topic.ReplicationFactor,
        Assignments = [.. topic.Assignments.Select(ToAssignment)],
        Configs = [.. topic.Configs.Select(config => new ConfigSetting { Name = config.Name, Value = config.Value })],
    };

    private static ReplicaAssignment ToAssignment(CreateTopicsRequest.CreatableReplicaAssignment assignment) =>
        new() { Partition = assignment.PartitionIndex, BrokerIds = [.. assignment.BrokerIds] };

    private CreateTopicsResponse.CreatableTopicResult ToResult(
        CommandOutcome outcome, CreateTopicsRequest.CreatableTopic topic) => new()
    {
        Name = outcome.Name,
        TopicId = new TopicId(outcome.TopicId),
        ErrorCode = outcome.Error,
        ErrorMessage = outcome.Message,
        NumPartitions = outcome.Partitions,
        ReplicationFactor = (short)outcome.ReplicationFactor,
        Configs = outcome.Error == ErrorCode.None ? [.. configs.OfTopic(Overrides(topic)).Select(ToConfig)] : [],
    };

    /// <summary>Of a config that is given twice the last one holds, as for the controller.</summary>
    private static Dictionary<string, string> Overrides(CreateTopicsRequest.CreatableTopic topic)
    {
        var overrides = new Dictionary<string, string>();
        foreach (var config in topic.Configs)
        {
            overrides[config.Name] = config.Value!;
        }

        return overrides;
    }

    private static CreateTopicsResponse.CreatableTopicConfigs ToConfig(ConfigEntry entry) => new()
    {
        Name = entry.Definition.Name,
        Value = entry.Value,
        ConfigSource = (sbyte)entry.Source,
    };
}

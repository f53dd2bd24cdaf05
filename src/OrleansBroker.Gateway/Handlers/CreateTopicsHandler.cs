using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>Creates topics through the controller and answers once this broker knows them.</summary>
internal sealed class CreateTopicsHandler(ControllerClient controller, ConfigDescriber configs)
    : IHandler<CreateTopicsRequest, CreateTopicsResponse>
{
    public async ValueTask<CreateTopicsResponse?> HandleAsync(CreateTopicsRequest request, RequestContext context)
    {
        var command = new CreateTopicsCommand
        {
            Topics = [.. request.Topics.Select(ToNewTopic)],
            ValidateOnly = request.ValidateOnly,
        };
        var outcomes = await controller.RunAsync(
            grain => grain.CreateTopics(command), command.Topics.Select(topic => topic.Name), request.TimeoutMs);
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
        Configs = outcome.Error == ErrorCode.None ? [.. configs.OfTopic(topic).Select(ToConfig)] : [],
    };

    private static CreateTopicsResponse.CreatableTopicConfigs ToConfig(DescribedConfig config) => new()
    {
        Name = config.Name,
        Value = config.Value,
        ReadOnly = config.IsReadOnly,
        ConfigSource = config.Source,
    };
}

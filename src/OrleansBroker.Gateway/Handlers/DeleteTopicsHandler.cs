using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>Deletes topics, named by name or (from version 6 on) by id, through the controller.</summary>
internal sealed class DeleteTopicsHandler(ControllerClient controller)
    : IHandler<DeleteTopicsRequest, DeleteTopicsResponse>
{
    private const short FirstVersionWithIds = 6;

    public async ValueTask<DeleteTopicsResponse?> HandleAsync(DeleteTopicsRequest request, RequestContext context)
    {
        TopicReference[] topics = context.Version >= FirstVersionWithIds
            ? [.. request.Topics.Select(topic => new TopicReference { Name = topic.Name, TopicId = topic.TopicId.Value })]
            : [.. request.TopicNames.Select(name => new TopicReference { Name = name })];
        var outcomes = await controller.RunAsync(
            grain => grain.DeleteTopics(new DeleteTopicsCommand { Topics = topics }),
            topics.Select(topic => topic.Name ?? ""), request.TimeoutMs);
        return new DeleteTopicsResponse { Responses = [.. outcomes.Zip(topics, ToResult)] };
    }

    private static DeleteTopicsResponse.DeletableTopicResult ToResult(CommandOutcome outcome, TopicReference asked) =>
        new()
        {
            // A topic that was asked for by id and not found has no name to tell.
            Name = outcome.Name.Length > 0 ? outcome.Name : asked.Name,
            TopicId = new TopicId(outcome.TopicId == Guid.Empty ? asked.TopicId : outcome.TopicId),
            ErrorCode = outcome.Error,
            ErrorMessage = outcome.Message,
        };
}

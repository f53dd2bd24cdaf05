using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Admin;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>Deletes topics, named by name or (from version 6 on) by id, through the controller.</summary>
internal sealed class DeleteTopicsHandler(ClusterAdmin admin)
    : IHandler<DeleteTopicsRequest, DeleteTopicsResponse>
{
    private const short FirstVersionWithIds = 6;

    public async ValueTask<DeleteTopicsResponse?> HandleAsync(DeleteTopicsRequest request, RequestContext context)
    {
        TopicReference[] topics = context.Version >= FirstVersionWithIds
            ? [.. request.Topics.Select(topic =>
                new TopicReference { Name = topic.Name, TopicId = topic.TopicId.Value })]
            : [.. request.TopicNames.Select(name => new TopicReference { Name = name })];
        var outcomes = await admin.DeleteTopicsAsync(
            new DeleteTopicsCommand { Topics = topics },
            ClientTimeout.Of(request.TimeoutMs),
            context.Connection.Closed);
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

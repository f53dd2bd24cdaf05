using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Admin;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>Gives topics more partitions through the controller.</summary>
internal sealed class CreatePartitionsHandler(ClusterAdmin admin)
    : IHandler<CreatePartitionsRequest, CreatePartitionsResponse>
{
    public async ValueTask<CreatePartitionsResponse?> HandleAsync(
        CreatePartitionsRequest request, RequestContext context)
    {
        var command = new CreatePartitionsCommand
        {
            Topics = [.. request.Topics.Select(ToIncrease)],
            ValidateOnly = request.ValidateOnly,
        };
        var outcomes = await admin.CreatePartitionsAsync(
            command, ClientTimeout.Of(request.TimeoutMs), context.Connection.Closed);
        return new CreatePartitionsResponse { Results = [.. outcomes.Select(ToResult)] };
    }

    private static PartitionIncrease ToIncrease(CreatePartitionsRequest.CreatePartitionsTopic topic) => new()
    {
        Name = topic.Name,
        Count = topic.Count,
        Assignments = topic.Assignments?.Select(assignment => assignment.BrokerIds.ToArray()).ToArray(),
    };

    private static CreatePartitionsResponse.CreatePartitionsTopicResult ToResult(CommandOutcome outcome) =>
        new() { Name = outcome.Name, ErrorCode = outcome.Error, ErrorMessage = outcome.Message };
}

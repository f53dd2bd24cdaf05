using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>Gives topics more partitions through the controller.</summary>
internal sealed class CreatePartitionsHandler(ControllerClient controller)
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
        var outcomes = await controller.RunAsync(
            grain => grain.CreatePartitions(command), command.Topics.Select(topic => topic.Name), request.TimeoutMs);
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

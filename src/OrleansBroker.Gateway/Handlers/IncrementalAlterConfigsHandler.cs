using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Admin;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>Sets, deletes, appends to and subtracts from single configs of topics, brokers and groups.</summary>
internal sealed class IncrementalAlterConfigsHandler(ClusterAdmin admin)
    : IHandler<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>
{
    public async ValueTask<IncrementalAlterConfigsResponse?> HandleAsync(
        IncrementalAlterConfigsRequest request, RequestContext context)
    {
        var command = new AlterConfigsCommand
        {
            Resources = [.. request.Resources.Select(ToChange)],
            ValidateOnly = request.ValidateOnly,
        };
        var outcomes = await admin.AlterConfigsAsync(command, ClientTimeout.NotGiven, context.Connection.Closed);
        return new IncrementalAlterConfigsResponse { Responses = [.. outcomes.Zip(request.Resources, ToResult)] };
    }

    private static ConfigResourceChange ToChange(IncrementalAlterConfigsRequest.AlterConfigsResource resource) => new()
    {
        Type = (ConfigResourceType)resource.ResourceType,
        Name = resource.ResourceName,
        Changes = [.. resource.Configs.Select(ToChange)],
    };

    private static ConfigChange ToChange(IncrementalAlterConfigsRequest.AlterableConfig config) => new()
    {
        Name = config.Name,
        Operation = (ConfigOperation)config.ConfigOperation,
        Value = config.Value,
    };

    private static IncrementalAlterConfigsResponse.AlterConfigsResourceResponse ToResult(
        CommandOutcome outcome, IncrementalAlterConfigsRequest.AlterConfigsResource resource) => new()
    {
        ErrorCode = outcome.Error,
        ErrorMessage = outcome.Message,
        ResourceType = resource.ResourceType,
        ResourceName = resource.ResourceName,
    };
}

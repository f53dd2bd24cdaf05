using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Admin;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>The older way to change configs: what a resource is given replaces all that was set on it.</summary>
internal sealed class AlterConfigsHandler(ClusterAdmin admin) : IHandler<AlterConfigsRequest, AlterConfigsResponse>
{
    public async ValueTask<AlterConfigsResponse?> HandleAsync(AlterConfigsRequest request, RequestContext context)
    {
        var command = new AlterConfigsCommand
        {
            Resources = [.. request.Resources.Select(ToChange)],
            ValidateOnly = request.ValidateOnly,
        };
        var outcomes = await admin.AlterConfigsAsync(command, ClientTimeout.NotGiven, context.Connection.Closed);
        return new AlterConfigsResponse { Responses = [.. outcomes.Zip(request.Resources, ToResult)] };
    }

    private static ConfigResourceChange ToChange(AlterConfigsRequest.AlterConfigsResource resource) => new()
    {
        Type = (ConfigResourceType)resource.ResourceType,
        Name = resource.ResourceName,
        Changes = [.. resource.Configs.Select(config => new ConfigChange { Name = config.Name, Value = config.Value })],
        ReplacesAll = true,
    };

    private static AlterConfigsResponse.AlterConfigsResourceResponse ToResult(
        CommandOutcome outcome, AlterConfigsRequest.AlterConfigsResource resource) => new()
    {
        ErrorCode = outcome.Error,
        ErrorMessage = outcome.Message,
        ResourceType = resource.ResourceType,
        ResourceName = resource.ResourceName,
    };
}

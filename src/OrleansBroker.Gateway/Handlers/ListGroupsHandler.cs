using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>The groups that this broker coordinates.</summary>
internal sealed class ListGroupsHandler(GroupCoordinator groups)
    : IHandler<ListGroupsRequest, ListGroupsResponse>
{
    public async ValueTask<ListGroupsResponse?> HandleAsync(ListGroupsRequest request, RequestContext context) =>
        await groups.ListGroupsAsync(request, context.Caller());
}

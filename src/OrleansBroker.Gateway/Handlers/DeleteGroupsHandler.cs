using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>Forgets groups that have no members, with their offsets.</summary>
internal sealed class DeleteGroupsHandler(GroupCoordinator groups)
    : IHandler<DeleteGroupsRequest, DeleteGroupsResponse>
{
    public async ValueTask<DeleteGroupsResponse?> HandleAsync(DeleteGroupsRequest request, RequestContext context)
    {
        var caller = context.Caller();
        var results = await Task.WhenAll(request.GroupsNames.Select(group => groups.DeleteGroupAsync(group, caller)));
        return new DeleteGroupsResponse { Results = [.. results] };
    }
}

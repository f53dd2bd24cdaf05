using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>Members and state of classic groups.</summary>
internal sealed class DescribeGroupsHandler(GroupCoordinator groups)
    : IHandler<DescribeGroupsRequest, DescribeGroupsResponse>
{
    public async ValueTask<DescribeGroupsResponse?> HandleAsync(DescribeGroupsRequest request, RequestContext context)
    {
        var caller = context.Caller();
        var described = await Task.WhenAll(request.Groups.Select(group => groups.DescribeGroupAsync(group, caller)));
        foreach (var group in described)
        {
            group.AuthorizedOperations = AuthorizedOperations.OnGroup(request.IncludeAuthorizedOperations);
        }

        return new DescribeGroupsResponse { Groups = [.. described] };
    }
}

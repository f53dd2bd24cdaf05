using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>Members, epochs and assignments of groups of the consumer protocol.</summary>
internal sealed class ConsumerGroupDescribeHandler(GroupCoordinator groups)
    : IHandler<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse>
{
    public async ValueTask<ConsumerGroupDescribeResponse?> HandleAsync(
        ConsumerGroupDescribeRequest request, RequestContext context)
    {
        var caller = context.Caller();
        var described = await Task.WhenAll(
            request.GroupIds.Select(group => groups.ConsumerGroupDescribeAsync(group, caller)));
        foreach (var group in described)
        {
            group.AuthorizedOperations = AuthorizedOperations.OnGroup(request.IncludeAuthorizedOperations);
        }

        return new ConsumerGroupDescribeResponse { Groups = [.. described] };
    }
}

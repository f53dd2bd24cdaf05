using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>Members leave a classic group, or an operator takes them out of it.</summary>
internal sealed class LeaveGroupHandler(GroupCoordinator groups)
    : IHandler<LeaveGroupRequest, LeaveGroupResponse>
{
    public async ValueTask<LeaveGroupResponse?> HandleAsync(LeaveGroupRequest request, RequestContext context) =>
        await groups.LeaveGroupAsync(request, context.Caller());
}

using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>A member enters a classic group, or stays in it; answered when the members are together.</summary>
internal sealed class JoinGroupHandler(GroupCoordinator groups)
    : IHandler<JoinGroupRequest, JoinGroupResponse>
{
    public async ValueTask<JoinGroupResponse?> HandleAsync(JoinGroupRequest request, RequestContext context) =>
        await groups.JoinGroupAsync(request, context.Caller());
}

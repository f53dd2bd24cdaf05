using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>A member of a classic group is alive.</summary>
internal sealed class HeartbeatHandler(GroupCoordinator groups)
    : IHandler<HeartbeatRequest, HeartbeatResponse>
{
    public async ValueTask<HeartbeatResponse?> HandleAsync(HeartbeatRequest request, RequestContext context) =>
        await groups.HeartbeatAsync(request, context.Caller());
}

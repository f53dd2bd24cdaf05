using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>The leader of a classic group brings the assignment, and each member gets its share.</summary>
internal sealed class SyncGroupHandler(GroupCoordinator groups)
    : IHandler<SyncGroupRequest, SyncGroupResponse>
{
    public async ValueTask<SyncGroupResponse?> HandleAsync(SyncGroupRequest request, RequestContext context) =>
        await groups.SyncGroupAsync(request, context.Caller());
}

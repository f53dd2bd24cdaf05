using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>How far a group has come; answered when that is safe.</summary>
internal sealed class OffsetCommitHandler(GroupCoordinator groups)
    : IHandler<OffsetCommitRequest, OffsetCommitResponse>
{
    public async ValueTask<OffsetCommitResponse?> HandleAsync(OffsetCommitRequest request, RequestContext context) =>
        await groups.OffsetCommitAsync(request, context.Caller());
}

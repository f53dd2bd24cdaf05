using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>A member of the consumer protocol (KIP-848) joins, stays or leaves, and learns what to read.</summary>
internal sealed class ConsumerGroupHeartbeatHandler(GroupCoordinator groups)
    : IHandler<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>
{
    public async ValueTask<ConsumerGroupHeartbeatResponse?> HandleAsync(
        ConsumerGroupHeartbeatRequest request, RequestContext context) =>
        await groups.ConsumerGroupHeartbeatAsync(request, context.Caller());
}

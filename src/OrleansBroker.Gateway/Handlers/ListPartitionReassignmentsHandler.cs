using OrleansBroker.Gateway.Connections;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>
/// The partitions that change their brokers: none, since <see cref="AlterPartitionReassignmentsHandler"/> refuses to.
/// </summary>
internal sealed class ListPartitionReassignmentsHandler
    : IHandler<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse>
{
    public ValueTask<ListPartitionReassignmentsResponse?> HandleAsync(
        ListPartitionReassignmentsRequest request, RequestContext context) =>
        new(new ListPartitionReassignmentsResponse { ErrorMessage = null });
}

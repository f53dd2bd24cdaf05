using OrleansBroker.Gateway.Connections;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>
/// Names the broker that coordinates a group or a transaction. There are no coordinators yet: clients get the retriable
/// answer that says so.
/// </summary>
internal sealed class FindCoordinatorHandler : IHandler<FindCoordinatorRequest, FindCoordinatorResponse>
{
    /// <summary>Several keys per request, each answered on its own (KIP-699).</summary>
    private const short FirstVersionWithKeys = 4;

    private const sbyte LastKeyType = 2;
    private const int NoBroker = -1;

    public ValueTask<FindCoordinatorResponse?> HandleAsync(FindCoordinatorRequest request, RequestContext context)
    {
        var (error, message) = request.KeyType is >= 0 and <= LastKeyType
            ? (ErrorCode.CoordinatorNotAvailable, "This broker does not coordinate groups and transactions yet.")
            : (ErrorCode.InvalidRequest, $"There is no coordinator of type {request.KeyType}.");
        return new(context.Version >= FirstVersionWithKeys
            ? new FindCoordinatorResponse
            {
                Coordinators = [.. request.CoordinatorKeys.Select(key => NotAvailable(key, error, message))],
            }
            : new FindCoordinatorResponse
            {
                ErrorCode = error, ErrorMessage = message, NodeId = NoBroker, Host = "", Port = NoBroker,
            });
    }

    private static FindCoordinatorResponse.Coordinator NotAvailable(string key, ErrorCode error, string message) =>
        new() { Key = key, NodeId = NoBroker, Host = "", Port = NoBroker, ErrorCode = error, ErrorMessage = message };
}

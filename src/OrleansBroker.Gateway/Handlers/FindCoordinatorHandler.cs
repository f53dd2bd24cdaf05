using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using Coordinator = OrleansBroker.Protocol.Messages.FindCoordinatorResponse.Coordinator;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>
/// Names the broker that coordinates a group. Transactions and share groups have no coordinators yet: clients get an
/// answer that they do not repeat, because a producer that waits for a coordinator says only that it timed out.
/// </summary>
internal sealed class FindCoordinatorHandler(CoordinatorLookup coordinators)
    : IHandler<FindCoordinatorRequest, FindCoordinatorResponse>
{
    /// <summary>Several keys per request, each answered on its own (KIP-699).</summary>
    private const short FirstVersionWithKeys = 4;

    private const sbyte GroupKey = 0;
    private const sbyte LastKeyType = 2;
    private const int NoBroker = -1;

    public async ValueTask<FindCoordinatorResponse?> HandleAsync(FindCoordinatorRequest request, RequestContext context)
    {
        if (request.KeyType == GroupKey)
        {
            await coordinators.PrepareAsync(context.Connection.Closed);
        }

        if (context.Version >= FirstVersionWithKeys)
        {
            return new FindCoordinatorResponse
            {
                Coordinators = request.CoordinatorKeys.ConvertAll(key => Find(request.KeyType, key)),
            };
        }

        var found = Find(request.KeyType, request.Key);
        return new FindCoordinatorResponse
        {
            ErrorCode = found.ErrorCode,
            ErrorMessage = found.ErrorMessage,
            NodeId = found.NodeId,
            Host = found.Host,
            Port = found.Port,
        };
    }

    private Coordinator Find(sbyte keyType, string key) => keyType switch
    {
        GroupKey when coordinators.TryFind(key, out var broker) => new Coordinator
        {
            Key = key, NodeId = broker.BrokerId, Host = broker.Host, Port = broker.Port,
        },
        GroupKey => Refused(key, ErrorCode.CoordinatorNotAvailable, "The group has no coordinator at the moment."),
        > GroupKey and <= LastKeyType => Refused(
            key, ErrorCode.UnsupportedVersion, "This broker does not coordinate transactions and shares yet."),
        _ => Refused(key, ErrorCode.InvalidRequest, $"There is no coordinator of type {keyType}."),
    };

    private static Coordinator Refused(string key, ErrorCode error, string message) => new()
    {
        Key = key, NodeId = NoBroker, Host = "", Port = NoBroker, ErrorCode = error, ErrorMessage = message,
    };
}

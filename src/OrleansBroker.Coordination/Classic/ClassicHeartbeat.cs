using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Classic;

/// <summary>
/// Heartbeat for a group of the classic protocol: a sign of life, answered with whether to join again.
/// </summary>
internal static class ClassicHeartbeat
{
    public static ErrorCode Run(GroupTurn turn, ClassicGroup group, HeartbeatRequest request)
    {
        var error = group.Check(request.MemberId, request.GroupInstanceId);
        if (error != ErrorCode.None)
            return error;
        if (request.GenerationId != group.Generation)
            return ErrorCode.IllegalGeneration;
        ClassicMembership.ExtendSession(turn, group.Member(request.MemberId)!);
        return group.State == ClassicState.PreparingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }
}

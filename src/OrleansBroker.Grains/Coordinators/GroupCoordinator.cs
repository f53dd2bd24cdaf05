using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>
/// The consumer groups that this silo coordinates, as Kafka's APIs ask for them. A request for a group that is
/// coordinated elsewhere is answered with NOT_COORDINATOR, and COORDINATOR_LOAD_IN_PROGRESS while its records are
/// being read.
/// </summary>
/// <remarks>
/// Thread-safe. The requests of one caller take effect in the order of the calls. An answer may take as long as a
/// rebalance; nothing is held meanwhile but the call itself.
/// </remarks>
public sealed partial class GroupCoordinator
{
    private readonly GroupShards _shards;

    internal GroupCoordinator(GroupShards shards) => _shards = shards;

    public Task<JoinGroupResponse> JoinGroupAsync(JoinGroupRequest request, GroupCaller caller) => AskAsync(
        request.GroupId, caller, (shard, context, nowMs) => shard.JoinGroup(context, request, nowMs),
        error => new JoinGroupResponse { ErrorCode = error, MemberId = request.MemberId });

    public Task<SyncGroupResponse> SyncGroupAsync(SyncGroupRequest request, GroupCaller caller) => AskAsync(
        request.GroupId, caller, (shard, context, nowMs) => shard.SyncGroup(context, request, nowMs),
        error => new SyncGroupResponse { ErrorCode = error });

    public Task<HeartbeatResponse> HeartbeatAsync(HeartbeatRequest request, GroupCaller caller) => AskAsync(
        request.GroupId, caller, (shard, context, nowMs) => shard.Heartbeat(context, request, nowMs),
        HeartbeatRefused);

    public Task<LeaveGroupResponse> LeaveGroupAsync(LeaveGroupRequest request, GroupCaller caller) => AskAsync(
        request.GroupId, caller, (shard, context, nowMs) => shard.LeaveGroup(context, request, nowMs),
        error => new LeaveGroupResponse { ErrorCode = error });

    public Task<ConsumerGroupHeartbeatResponse> ConsumerGroupHeartbeatAsync(
        ConsumerGroupHeartbeatRequest request, GroupCaller caller) => AskAsync(
        request.GroupId, caller, (shard, context, nowMs) => shard.ConsumerGroupHeartbeat(context, request, nowMs),
        error => new ConsumerGroupHeartbeatResponse { ErrorCode = error });

    /// <summary>While a group is being read nobody can tell that the member is not there: it shall just go on.
    /// </summary>
    internal static HeartbeatResponse HeartbeatRefused(ErrorCode error) =>
        new() { ErrorCode = error == ErrorCode.CoordinatorLoadInProgress ? ErrorCode.None : error };

    private async Task<TResponse> AskAsync<TResponse>(string groupId, GroupCaller caller,
        Func<CoordinatorShard, RequestContext, long, TurnResult> turn, Func<ErrorCode, TResponse> refused)
        where TResponse : class, IMessage
    {
        var call = new GroupCall(groupId, caller, turn);
        _shards.Submit(call);
        var (error, response) = await call.Completion;
        return response is null ? refused(error) : (TResponse)response;
    }
}

using OrleansBroker.Coordination.Classic;
using OrleansBroker.Coordination.Consumer;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Shard;

/// <summary>The requests of members. An answer is of the response type of the request, under the context's ticket.
/// </summary>
public sealed partial class CoordinatorShard
{
    /// <summary>JoinGroup; often answered in a later turn, when the members are together.</summary>
    public TurnResult JoinGroup(RequestContext context, JoinGroupRequest request, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(request);
        var group = _groups.Find(request.GroupId);
        var error = RefuseJoin(group, request);
        if (error != ErrorCode.None)
            return Tell(context, group, ClassicResponses.JoinError(error, request.MemberId));
        var turn = Use(group ?? _groups.GetOrAdd(request.GroupId), nowMs);
        group = turn.Group;
        if (group.Consumer is { Members.Count: > 0 } consumer)
        {
            ClassicMemberJoin.Run(turn, consumer, context, request);
            return End(turn);
        }

        if (group.Consumer is { } empty)
            ConsumerRecords.WriteRemoval(turn, empty);
        group.Classic ??= new ClassicGroup();
        ClassicJoin.Run(turn, group.Classic, context, request);
        return End(turn);
    }

    /// <summary>SyncGroup; answered when the leader has sent the assignment.</summary>
    public TurnResult SyncGroup(RequestContext context, SyncGroupRequest request, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(request);
        var group = _groups.Find(request.GroupId);
        if (group is null or { Classic: null, Consumer: null })
            return Tell(context, group, ClassicResponses.SyncError(NoMember(request.GroupId)));
        var turn = Use(group, nowMs);
        if (group.Consumer is { } consumer)
            turn.Answer(context.Ticket, ClassicMemberRequests.Sync(turn, consumer, request));
        else
            ClassicSync.Run(turn, group.Classic!, context, request);
        return End(turn);
    }

    /// <summary>Heartbeat of a member of the classic protocol.</summary>
    public TurnResult Heartbeat(RequestContext context, HeartbeatRequest request, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(request);
        var group = _groups.Find(request.GroupId);
        if (group is null or { Classic: null, Consumer: null })
            return Tell(context, group, new HeartbeatResponse { ErrorCode = NoMember(request.GroupId) });
        var turn = Use(group, nowMs);
        var error = group.Consumer is { } consumer
            ? ClassicMemberRequests.Heartbeat(turn, consumer, request)
            : ClassicHeartbeat.Run(turn, group.Classic!, request);
        turn.Answer(context.Ticket, new HeartbeatResponse { ErrorCode = error });
        return End(turn);
    }

    /// <summary>LeaveGroup of one member or, from version 3 on, of several.</summary>
    public TurnResult LeaveGroup(RequestContext context, LeaveGroupRequest request, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(request);
        var isBatched = context.ApiVersion >= 3;
        var group = _groups.Find(request.GroupId);
        if (group is null or { Classic: null, Consumer: null })
            return Tell(context, group, ClassicLeave.Unknown(request, NoMember(request.GroupId), isBatched));
        var leavers = isBatched
            ? request.Members
            : [new LeaveGroupRequest.MemberIdentity { MemberId = request.MemberId }];
        var turn = Use(group, nowMs);
        var left = group.Consumer is { } consumer
            ? ClassicMemberRequests.Leave(turn, consumer, leavers)
            : ClassicLeave.Run(turn, group.Classic!, leavers);
        turn.Answer(context.Ticket, isBatched
            ? new LeaveGroupResponse { Members = left }
            : new LeaveGroupResponse { ErrorCode = left[0].ErrorCode });
        return End(turn);
    }

    /// <summary>ConsumerGroupHeartbeat: a member of the consumer protocol joins, stays or leaves.</summary>
    public TurnResult ConsumerGroupHeartbeat(
        RequestContext context, ConsumerGroupHeartbeatRequest request, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(request);
        var group = _groups.Find(request.GroupId);
        if (HeartbeatRules.Check(Options, context.ApiVersion, request) is { } refusal)
            return Tell(context, group, ConsumerHeartbeat.Refused(refusal));
        var joins = request.MemberEpoch == ConsumerMember.JoinEpoch;
        if (!joins && group?.Consumer is null)
            return Tell(context, group, ConsumerHeartbeat.Refused(NoConsumerGroup(request.GroupId)));
        var turn = Use(group ?? _groups.GetOrAdd(request.GroupId), nowMs);
        if (turn.Group.Classic is { } classic && Upgrade.Run(turn, classic) is { } hindrance)
            return Tell(context, group, ConsumerHeartbeat.Refused(hindrance));
        var isNew = turn.Group.Consumer is null;
        turn.Group.Consumer ??= new ConsumerGroup();
        var response = ConsumerHeartbeat.Run(turn, turn.Group.Consumer, context, request);
        if (isNew && response.ErrorCode != ErrorCode.None)
            turn.Group.Consumer = null;
        turn.Answer(context.Ticket, response);
        return End(turn);
    }

    private GroupTurn Use(Group group, long nowMs)
    {
        group.LastUsedMs = nowMs;
        return Begin(group, nowMs);
    }

    /// <summary>Answers without a turn; what is told may still depend on the group's last write.</summary>
    private TurnResult Tell(RequestContext context, Group? group, IMessage response) =>
        new(0, [], ReleaseOrHold([new Answer(context.Ticket, response)], group?.LastSequence ?? _lastSequence));

    private ErrorCode RefuseJoin(Group? group, JoinGroupRequest request)
    {
        if (request.GroupId.Length == 0)
            return ErrorCode.InvalidGroupId;
        if (request.SessionTimeoutMs < Options.MinSessionTimeoutMs
            || request.SessionTimeoutMs > Options.MaxSessionTimeoutMs)
            return ErrorCode.InvalidSessionTimeout;
        var hasMembership = group is { Classic: not null } or { Consumer.Members.Count: > 0 };
        return request.MemberId.Length > 0 && !hasMembership ? ErrorCode.UnknownMemberId : ErrorCode.None;
    }

    private static ErrorCode NoMember(string groupId) =>
        groupId.Length == 0 ? ErrorCode.InvalidGroupId : ErrorCode.UnknownMemberId;

    private static Refusal NoConsumerGroup(string groupId) =>
        new(ErrorCode.GroupIdNotFound, $"Group {groupId} is not a consumer group.");
}

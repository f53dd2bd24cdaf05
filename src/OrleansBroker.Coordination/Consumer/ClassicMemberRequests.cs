using OrleansBroker.Coordination.Classic;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Coordination.Topics;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>SyncGroup, Heartbeat and LeaveGroup of clients of the classic protocol in a group of the consumer protocol.
/// </summary>
internal static class ClassicMemberRequests
{
    public static SyncGroupResponse Sync(GroupTurn turn, ConsumerGroup group, SyncGroupRequest request)
    {
        var error = Find(group, request.MemberId, request.GroupInstanceId, out var member);
        if (error == ErrorCode.None && request.GenerationId != member!.Current.Epoch)
            error = ErrorCode.IllegalGeneration;
        if (error == ErrorCode.None && !Knows(member!, request))
            error = ErrorCode.InconsistentGroupProtocol;
        if (error == ErrorCode.None && IsBehind(group, member!))
        {
            member!.JoinDeadline = turn.After(member.Subscription.RebalanceTimeoutMs);
            error = ErrorCode.RebalanceInProgress;
        }

        if (error != ErrorCode.None)
            return ClassicResponses.SyncError(error);
        member!.SyncDeadline = Deadline.None;
        ConsumerSessions.Extend(turn, member);
        var protocol = member.Subscription.Classic!.Protocols[0];
        Subscriptions.TryRead(protocol.Metadata, out _, out var version);
        return new SyncGroupResponse
        {
            ProtocolType = ClassicProtocol.ConsumerType,
            ProtocolName = protocol.Name,
            Assignment = Subscriptions.WriteAssignment(
                turn.Topics.ToConsumerAssignment(member.Current.Assigned), Math.Max((short)0, version)),
        };
    }

    public static ErrorCode Heartbeat(GroupTurn turn, ConsumerGroup group, HeartbeatRequest request)
    {
        var error = Find(group, request.MemberId, request.GroupInstanceId, out var member);
        if (error != ErrorCode.None)
            return error;
        if (request.GenerationId != member!.Current.Epoch)
            return ErrorCode.IllegalGeneration;
        ConsumerSessions.Extend(turn, member);
        GroupEpoch.Refresh(turn, group, hasChanged: false);
        if (!MustJoinAgain(group, member))
            return ErrorCode.None;
        if (member.JoinDeadline == Deadline.None)
            member.JoinDeadline = turn.After(member.Subscription.RebalanceTimeoutMs);
        return ErrorCode.RebalanceInProgress;
    }

    public static List<LeaveGroupResponse.MemberResponse> Leave(
        GroupTurn turn, ConsumerGroup group, IEnumerable<LeaveGroupRequest.MemberIdentity> leavers)
    {
        var gone = new HashSet<ConsumerMember>();
        var answers = new List<LeaveGroupResponse.MemberResponse>();
        foreach (var leaver in leavers)
        {
            // An operator removes a static member by its instance alone.
            var memberId = leaver.MemberId.Length == 0 && leaver.GroupInstanceId is not null
                ? group.StaticMember(leaver.GroupInstanceId)?.MemberId ?? ""
                : leaver.MemberId;
            var error = FindAny(group, memberId, leaver.GroupInstanceId, out var member);
            if (error == ErrorCode.None)
                gone.Add(member!);
            answers.Add(new LeaveGroupResponse.MemberResponse
            {
                MemberId = leaver.MemberId,
                GroupInstanceId = leaver.GroupInstanceId,
                ErrorCode = error,
            });
        }

        ConsumerSessions.Remove(turn, group, gone);
        return answers;
    }

    private static ErrorCode Find(
        ConsumerGroup group, string memberId, string? instanceId, out ConsumerMember? member)
    {
        var error = FindAny(group, memberId, instanceId, out member);
        return error == ErrorCode.None && !member!.IsClassic ? ErrorCode.UnknownMemberId : error;
    }

    /// <summary>Also one of the consumer protocol: operators take out whomever they like.</summary>
    private static ErrorCode FindAny(
        ConsumerGroup group, string memberId, string? instanceId, out ConsumerMember? member)
    {
        member = instanceId is null ? group.Member(memberId) : group.StaticMember(instanceId);
        if (member is null)
            return ErrorCode.UnknownMemberId;
        return member.MemberId == memberId ? ErrorCode.None : ErrorCode.FencedInstanceId;
    }

    private static bool Knows(ConsumerMember member, SyncGroupRequest request) =>
        request.ProtocolType is null or ClassicProtocol.ConsumerType
        && (request.ProtocolName is null || member.Subscription.Classic!.Protocols[0].Name == request.ProtocolName);

    /// <summary>A member that still has to give something up finishes that first and joins again by itself.</summary>
    private static bool IsBehind(ConsumerGroup group, ConsumerMember member) =>
        member.Current.Epoch < group.Epoch && member.Current.State != ReconciliationState.UnrevokedPartitions;

    private static bool MustJoinAgain(ConsumerGroup group, ConsumerMember member) => member.Current.State switch
    {
        ReconciliationState.UnrevokedPartitions => true,
        ReconciliationState.UnreleasedPartitions =>
            member.Current.Epoch < group.Epoch || group.Target(member.MemberId)
                .Except(member.Current.Assigned)
                .Any(partition => !group.IsHeldByOther(partition, member.MemberId)),
        _ => member.Current.Epoch < group.Epoch,
    };
}

using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>
/// ConsumerGroupHeartbeat, by which a member of the consumer protocol joins, stays, changes its subscription, learns of
/// its assignment and leaves. The request has passed <see cref="HeartbeatRules"/>.
/// </summary>
internal static class ConsumerHeartbeat
{
    public static ConsumerGroupHeartbeatResponse Run(
        GroupTurn turn, ConsumerGroup group, RequestContext context, ConsumerGroupHeartbeatRequest request) =>
        request.MemberEpoch < 0 ? Leave(turn, group, request) : JoinOrStay(turn, group, context, request);

    public static ConsumerGroupHeartbeatResponse Refused(Refusal refusal) =>
        new() { ErrorCode = refusal.Error, ErrorMessage = refusal.Message };

    private static ConsumerGroupHeartbeatResponse JoinOrStay(
        GroupTurn turn, ConsumerGroup group, RequestContext context, ConsumerGroupHeartbeatRequest request)
    {
        var memberId = request.MemberId.Length == 0 ? turn.NewId() : request.MemberId;
        var owned = Owned(request);
        var refusal = Admission.CheckRoom(turn.Options, group, memberId)
            ?? Admission.Check(group, memberId, request.InstanceId, request.MemberEpoch, owned);
        if (refusal is not null)
            return Refused(refusal);
        StaticReplacement.RunIfDue(turn, group, memberId, request.InstanceId);
        var hasChanged = Subscribe(turn, group, memberId, context, request);
        GroupEpoch.Refresh(turn, group, hasChanged);
        var member = group.Member(memberId)!;
        var hasNewAssignment = ConsumerSessions.Reconcile(turn, group, member, owned);
        ConsumerSessions.Extend(turn, member);
        member.JoinDeadline = member.SyncDeadline = Deadline.None;
        var isNews = hasNewAssignment || request.MemberEpoch != member.Current.Epoch;
        return Response(turn, member, isNews || TellsAll(request));
    }

    /// <summary>Writes down what has changed in what the member asks for.</summary>
    /// <returns>Whether partitions have to be shared out again.</returns>
    private static bool Subscribe(
        GroupTurn turn, ConsumerGroup group, string memberId, RequestContext context,
        ConsumerGroupHeartbeatRequest request)
    {
        var isNew = group.Member(memberId) is null;
        var old = group.Member(memberId)?.Subscription ?? MemberSubscription.None;
        var subscription = new MemberSubscription(
            request.InstanceId ?? old.InstanceId,
            request.RackId ?? old.RackId,
            context.ClientId,
            context.ClientHost,
            request.RebalanceTimeoutMs == -1 ? old.RebalanceTimeoutMs : request.RebalanceTimeoutMs,
            request.SubscribedTopicNames?.Distinct().Order(StringComparer.Ordinal).ToList() ?? old.TopicNames,
            (request.SubscribedTopicRegex ?? old.TopicRegex) is { Length: > 0 } regex ? regex : null,
            request.ServerAssignor ?? old.ServerAssignor,
            Classic: null);
        if (isNew || !subscription.IsSame(old))
            ConsumerRecords.Write(turn, memberId, subscription);
        var asksForSame = subscription.AsksForSame(old);
        if (!asksForSame)
        {
            if (subscription.TopicRegex is { } wanted && !group.Regexes.ContainsKey(wanted))
                ConsumerRecords.Write(turn, wanted, TopicRegex.Resolve(turn, wanted));
            ConsumerSessions.ForgetUnusedRegexes(turn, group);
        }

        // Somebody who asks for nothing changes nothing.
        return group.Epoch == 0 || !asksForSame;
    }

    private static ConsumerGroupHeartbeatResponse Leave(
        GroupTurn turn, ConsumerGroup group, ConsumerGroupHeartbeatRequest request)
    {
        var member = request.InstanceId is null
            ? group.Member(request.MemberId)
            : group.StaticMember(request.InstanceId);
        if (member is null)
            return Refused(Admission.Unknown(request.MemberId));
        if (member.MemberId != request.MemberId)
            return Refused(Admission.Fenced(request.MemberId, request.InstanceId!));
        if (request.MemberEpoch == ConsumerMember.AwayEpoch)
            GoAway(turn, member);
        else
            ConsumerSessions.Remove(turn, group, [member]);
        return new ConsumerGroupHeartbeatResponse { MemberId = member.MemberId, MemberEpoch = request.MemberEpoch };
    }

    /// <summary>A static member that is away keeps its partitions until its session ends.</summary>
    private static void GoAway(GroupTurn turn, ConsumerMember member)
    {
        member.RevocationDeadline = Deadline.None;
        ConsumerRecords.Write(turn, member.MemberId, member.Current with
        {
            Epoch = ConsumerMember.AwayEpoch,
            State = ReconciliationState.Stable,
            PendingRevocation = PartitionSet.Empty,
        });
    }

    private static PartitionSet? Owned(ConsumerGroupHeartbeatRequest request) =>
        request.TopicPartitions is { } topics
            ? PartitionSet.Of(topics.Select(topic => (topic.TopicId, topic.Partitions.AsEnumerable())))
            : null;

    /// <summary>
    /// A member that tells everything has forgotten, or has missed an answer, and is told everything.
    /// </summary>
    private static bool TellsAll(ConsumerGroupHeartbeatRequest request) =>
        request.MemberEpoch == ConsumerMember.JoinEpoch
        || (request.RebalanceTimeoutMs != -1
            && request.TopicPartitions is not null
            && (request.SubscribedTopicNames is not null || request.SubscribedTopicRegex is not null));

    private static ConsumerGroupHeartbeatResponse Response(
        GroupTurn turn, ConsumerMember member, bool withAssignment) =>
        new()
        {
            MemberId = member.MemberId,
            MemberEpoch = member.Current.Epoch,
            HeartbeatIntervalMs = turn.ConsumerTimes.HeartbeatIntervalMs,
            Assignment = withAssignment ? ToAssignment(member.Current.Assigned) : null,
        };

    private static ConsumerGroupHeartbeatResponse.AssignmentData ToAssignment(PartitionSet assigned) => new()
    {
        TopicPartitions =
        [
            .. assigned.Topics.Select(topic => new ConsumerGroupHeartbeatResponse.TopicPartitions
            {
                TopicId = topic.TopicId,
                Partitions = [.. topic.Partitions],
            }),
        ],
    };
}

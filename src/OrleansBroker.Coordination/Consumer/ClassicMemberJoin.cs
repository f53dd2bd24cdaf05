using OrleansBroker.Coordination.Classic;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Coordination.Topics;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>
/// JoinGroup of a client of the classic protocol in a group of the consumer protocol: it is answered at once, with the
/// member epoch as generation, and never made leader, since the broker assigns.
/// </summary>
internal static class ClassicMemberJoin
{
    public static void Run(GroupTurn turn, ConsumerGroup group, RequestContext context, JoinGroupRequest request)
    {
        var protocols = ClassicJoin.ProtocolsOf(request);
        var error = Refuse(turn.Options, group, request, protocols);
        var subscription = new ConsumerProtocolSubscription();
        if (error == ErrorCode.None && !Subscriptions.TryRead(protocols[0].Metadata, out subscription, out _))
            error = ErrorCode.InconsistentGroupProtocol;
        if (error != ErrorCode.None)
        {
            turn.Answer(context.Ticket, ClassicResponses.JoinError(error, request.MemberId));
            return;
        }

        var memberId = request.MemberId;
        if (memberId.Length == 0)
        {
            memberId = turn.NewId(request.GroupInstanceId ?? context.ClientId);
            if (ClassicJoin.RequiresMemberId(context, request))
            {
                group.PendingMembers[memberId] = turn.After(request.SessionTimeoutMs);
                turn.Answer(context.Ticket, ClassicResponses.JoinError(ErrorCode.MemberIdRequired, memberId));
                return;
            }
        }

        group.PendingMembers.Remove(memberId);
        var replaced = StaticReplacement.RunIfDue(turn, group, memberId, request.GroupInstanceId);
        var mayDowngrade = replaced is { IsClassic: false };
        var hasChanged = Subscribe(turn, group, memberId, context, request, protocols, subscription);
        GroupEpoch.Refresh(turn, group, hasChanged);
        var member = group.Member(memberId)!;
        ConsumerSessions.Reconcile(turn, group, member, Owned(turn, member, subscription));
        ConsumerSessions.Extend(turn, member);
        member.JoinDeadline = Deadline.None;
        member.SyncDeadline = turn.After(member.Subscription.RebalanceTimeoutMs);
        turn.Answer(context.Ticket, new JoinGroupResponse
        {
            MemberId = memberId,
            GenerationId = member.Current.Epoch,
            ProtocolType = ClassicProtocol.ConsumerType,
            ProtocolName = protocols[0].Name,
        });

        // The last member of the consumer protocol is back as a classic one. Who has what it shall have need not hear.
        if (mayDowngrade)
            Downgrade.RunIfDue(turn, group, rebalances: hasChanged || group.State != "Stable");
    }

    private static ErrorCode Refuse(
        GroupOptions options, ConsumerGroup group, JoinGroupRequest request, IReadOnlyList<ClassicProtocol> protocols)
    {
        if (Admission.CheckRoom(options, group, request.MemberId) is { } full && !TakesPlace(group, request))
            return full.Error;
        if (!CanTakePart(group, request, protocols))
            return ErrorCode.InconsistentGroupProtocol;
        if (request.GroupInstanceId is not { } instanceId)
            return IsExpected(group, request.MemberId) ? ErrorCode.None : ErrorCode.UnknownMemberId;
        var current = group.StaticMember(instanceId);
        if (request.MemberId.Length > 0)
            return current is null ? ErrorCode.UnknownMemberId
                : current.MemberId == request.MemberId ? ErrorCode.None
                : ErrorCode.FencedInstanceId;
        return ErrorCode.None;
    }

    private static bool IsExpected(ConsumerGroup group, string memberId) =>
        memberId.Length == 0 || group.Member(memberId) is not null || group.PendingMembers.ContainsKey(memberId);

    private static bool TakesPlace(ConsumerGroup group, JoinGroupRequest request) =>
        request.GroupInstanceId is not null && group.StaticMember(request.GroupInstanceId) is not null;

    /// <summary>The classic members must share a protocol, so that the group can go back to the classic one.</summary>
    private static bool CanTakePart(
        ConsumerGroup group, JoinGroupRequest request, IReadOnlyList<ClassicProtocol> protocols)
    {
        if (request.ProtocolType != ClassicProtocol.ConsumerType || protocols.Count == 0)
            return false;
        var others = group.Members
            .Where(member => member.IsClassic && member.MemberId != request.MemberId)
            .Select(member => member.Subscription.Classic!.Protocols.Select(protocol => protocol.Name).ToHashSet())
            .ToList();
        return protocols.Any(protocol => others.TrueForAll(names => names.Contains(protocol.Name)));
    }

    private static bool Subscribe(
        GroupTurn turn, ConsumerGroup group, string memberId, RequestContext context, JoinGroupRequest request,
        IReadOnlyList<ClassicProtocol> protocols, ConsumerProtocolSubscription wishes)
    {
        var isNew = group.Member(memberId) is null;
        var old = group.Member(memberId)?.Subscription ?? MemberSubscription.None;
        var subscription = new MemberSubscription(
            request.GroupInstanceId,
            wishes.RackId,
            context.ClientId,
            context.ClientHost,
            ClassicJoin.RebalanceTimeoutOf(request),
            [.. wishes.Topics.Distinct().Order(StringComparer.Ordinal)],
            TopicRegex: null,
            ServerAssignor: null,
            new ClassicMemberInfo(request.SessionTimeoutMs, protocols));
        if (isNew || !subscription.IsSame(old))
            ConsumerRecords.Write(turn, memberId, subscription);
        ConsumerSessions.ForgetUnusedRegexes(turn, group);
        return !subscription.AsksForSame(old);
    }

    /// <summary>
    /// What the member says that it owns, as far as nobody else can have it: of that, its word counts whatever
    /// generation it has last heard of. The rest it has lost.
    /// </summary>
    private static PartitionSet Owned(
        GroupTurn turn, ConsumerMember member, ConsumerProtocolSubscription subscription) => turn.Topics
        .ToIds(subscription.OwnedPartitions.Select(topic => (topic.Topic, topic.Partitions)))
        .Intersect(member.Current.Held);
}

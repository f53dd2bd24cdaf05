using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Classic;

/// <summary>JoinGroup for a group of the classic protocol.</summary>
internal static class ClassicJoin
{
    private const short MemberIdRequiredSince = 4;
    private const short SkipAssignmentSince = 9;

    public static void Run(GroupTurn turn, ClassicGroup group, RequestContext context, JoinGroupRequest request)
    {
        var protocols = ProtocolsOf(request);
        var error = Refuse(turn.Options, group, request, protocols);
        if (error != ErrorCode.None)
        {
            var isFull = error == ErrorCode.GroupMaxSizeReached;
            if (isFull)
                Forget(group, request.MemberId);
            turn.Answer(context.Ticket, ClassicResponses.JoinError(error, isFull ? "" : request.MemberId));
        }
        else if (request.MemberId.Length == 0)
            JoinNew(turn, group, context, request, protocols);
        else if (group.PendingMembers.ContainsKey(request.MemberId))
            Add(turn, group, context, request, protocols, request.MemberId);
        else
            Rejoin(turn, group, context, request, protocols);
    }

    /// <summary>Whoever finds no room is out, also if it was only promised its place: nobody waits for it.</summary>
    private static void Forget(ClassicGroup group, string memberId)
    {
        group.PendingMembers.Remove(memberId);
        if (group.Member(memberId) is { } surplus)
            group.Remove(surplus);
    }

    /// <summary>Versions before 1 know one timeout only.</summary>
    public static int RebalanceTimeoutOf(JoinGroupRequest request) =>
        request.RebalanceTimeoutMs < 0 ? request.SessionTimeoutMs : request.RebalanceTimeoutMs;

    /// <summary>From version 4 on a new dynamic member is given its id first, so that a join whose answer is lost
    /// leaves no member behind (KIP-394).</summary>
    public static bool RequiresMemberId(RequestContext context, JoinGroupRequest request) =>
        request.GroupInstanceId is null && context.ApiVersion >= MemberIdRequiredSince;

    public static IReadOnlyList<ClassicProtocol> ProtocolsOf(JoinGroupRequest request) =>
        [.. request.Protocols.Select(protocol => new ClassicProtocol(protocol.Name, protocol.Metadata))];

    private static ErrorCode Refuse(
        GroupOptions options, ClassicGroup group, JoinGroupRequest request, IReadOnlyList<ClassicProtocol> protocols)
    {
        if (!HasRoom(options, group, request.MemberId))
            return ErrorCode.GroupMaxSizeReached;
        if (!Voting.CanTakePart(group, request.ProtocolType, protocols))
            return ErrorCode.InconsistentGroupProtocol;
        if (request.MemberId.Length == 0)
            return ErrorCode.None;

        // Static members are given no id to come back with; as one it could take another's instance.
        if (group.PendingMembers.ContainsKey(request.MemberId))
            return request.GroupInstanceId is null ? ErrorCode.None : ErrorCode.UnknownServerError;
        return group.Check(request.MemberId, request.GroupInstanceId);
    }

    /// <summary>In a rebalance those who join first have the places; otherwise those who are members.</summary>
    private static bool HasRoom(GroupOptions options, ClassicGroup group, string memberId) => group.State switch
    {
        ClassicState.Empty => true,
        ClassicState.PreparingRebalance =>
            group.Member(memberId)?.Joining is not null
            || group.Members.Count(member => member.Joining is not null) < options.ClassicMaxSize,
        _ => group.Member(memberId) is not null || group.Members.Count < options.ClassicMaxSize,
    };

    private static void JoinNew(
        GroupTurn turn, ClassicGroup group, RequestContext context, JoinGroupRequest request,
        IReadOnlyList<ClassicProtocol> protocols)
    {
        var memberId = turn.NewId(request.GroupInstanceId ?? context.ClientId);
        if (request.GroupInstanceId is not null && group.StaticMember(request.GroupInstanceId) is { } old)
        {
            ReplaceStatic(turn, group, context, request, protocols, old, memberId);
        }
        else if (RequiresMemberId(context, request))
        {
            group.PendingMembers[memberId] = turn.After(request.SessionTimeoutMs);
            turn.Answer(context.Ticket, ClassicResponses.JoinError(ErrorCode.MemberIdRequired, memberId));
        }
        else
        {
            Add(turn, group, context, request, protocols, memberId);
        }
    }

    private static void Add(
        GroupTurn turn, ClassicGroup group, RequestContext context, JoinGroupRequest request,
        IReadOnlyList<ClassicProtocol> protocols, string memberId)
    {
        if (group.Members.Count == 0)
            group.ProtocolType = request.ProtocolType;
        var member = new ClassicMember(memberId, request.GroupInstanceId, context.ClientId, context.ClientHost)
        {
            IsNew = true,
            SessionDeadline = turn.After(turn.Options.NewMemberJoinTimeoutMs),
        };
        Update(member, request, protocols, context.Ticket);
        group.Add(member);
        if (group.State == ClassicState.PreparingRebalance && group.PreviousState == ClassicState.Empty)
            group.MemberAddedInInitialDelay = true;
        ClassicRebalance.BeginOrContinue(turn, group);
    }

    private static void Rejoin(
        GroupTurn turn, ClassicGroup group, RequestContext context, JoinGroupRequest request,
        IReadOnlyList<ClassicProtocol> protocols)
    {
        var member = group.Member(request.MemberId)!;
        var isLeader = member.MemberId == group.Leader;
        var isUnchanged = member.Protocols.SequenceEqual(protocols);
        var answersAgain = isUnchanged && group.State switch
        {
            // The answer to its join was lost on the way.
            ClassicState.CompletingRebalance => true,

            // A leader joins again in order to rebalance, because it has seen topics change.
            ClassicState.Stable => !isLeader,
            _ => false,
        };
        if (answersAgain)
        {
            ClassicMembership.ExtendSession(turn, member);
            var withMembers = isLeader && group.State == ClassicState.CompletingRebalance;
            turn.Answer(context.Ticket, ClassicResponses.Joined(group, member, withMembers));
            return;
        }

        if (member.Joining is { } repeated)
            turn.Answer(repeated, ClassicResponses.JoinError(ErrorCode.RebalanceInProgress, member.MemberId));
        Update(member, request, protocols, context.Ticket);
        ClassicRebalance.BeginOrContinue(turn, group);
    }

    /// <summary>
    /// A static member is back after a restart, with a new member id. Unless it changes the protocol, it takes its old
    /// place and nobody else notices; whoever still uses the old member id is fenced.
    /// </summary>
    private static void ReplaceStatic(
        GroupTurn turn, ClassicGroup group, RequestContext context, JoinGroupRequest request,
        IReadOnlyList<ClassicProtocol> protocols, ClassicMember old, string memberId)
    {
        var formerLeader = group.Leader;
        var member = old.WithId(memberId);
        Update(member, request, protocols, context.Ticket);
        group.Replace(old, member);
        if (!ClassicRecords.CanWriteDown(turn, group))
        {
            group.Replace(member, old);
            turn.Answer(
                context.Ticket, ClassicResponses.JoinError(ErrorCode.UnknownServerError, request.MemberId));
            return;
        }

        Fence(turn, old);
        ClassicMembership.ExtendSession(turn, member);
        if (group.State != ClassicState.Stable || Voting.Elect(group) != group.Protocol)
        {
            ClassicRebalance.BeginOrContinue(turn, group);
            return;
        }

        member.Joining = null;
        ClassicRecords.WriteDown(turn, group);
        turn.Answer(context.Ticket, TakenOver(group, member, context, formerLeader));
    }

    private static void Fence(GroupTurn turn, ClassicMember old)
    {
        if (old.Joining is { } joining)
            turn.Answer(joining, ClassicResponses.JoinError(ErrorCode.FencedInstanceId, old.MemberId));
        if (old.Syncing is { } syncing)
            turn.Answer(syncing, ClassicResponses.SyncError(ErrorCode.FencedInstanceId));
    }

    /// <summary>
    /// A leader that is back must not assign again. From version 9 on it can be told so (KIP-814); an older one is led
    /// to believe that its former self leads.
    /// </summary>
    private static JoinGroupResponse TakenOver(
        ClassicGroup group, ClassicMember member, RequestContext context, string? formerLeader)
    {
        var canSkip = context.ApiVersion >= SkipAssignmentSince;
        var isLeader = member.MemberId == group.Leader;
        var response = ClassicResponses.Joined(group, member, withMembers: canSkip && isLeader);
        response.SkipAssignment = canSkip && isLeader;
        if (!canSkip)
            response.Leader = formerLeader ?? "";
        return response;
    }

    private static void Update(
        ClassicMember member, JoinGroupRequest request, IReadOnlyList<ClassicProtocol> protocols, Ticket ticket)
    {
        member.Protocols = protocols;
        member.RebalanceTimeoutMs = RebalanceTimeoutOf(request);
        member.SessionTimeoutMs = request.SessionTimeoutMs;
        member.Joining = ticket;
    }
}

using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Classic;

/// <summary>SyncGroup for a group of the classic protocol.</summary>
internal static class ClassicSync
{
    public static void Run(GroupTurn turn, ClassicGroup group, RequestContext context, SyncGroupRequest request)
    {
        var error = Refuse(group, request);
        if (error != ErrorCode.None)
        {
            turn.Answer(context.Ticket, ClassicResponses.SyncError(error));
            return;
        }

        var member = group.Member(request.MemberId)!;
        group.PendingSyncs.Remove(member.MemberId);
        if (group.State == ClassicState.Stable)
        {
            ClassicMembership.ExtendSession(turn, member);
            turn.Answer(context.Ticket, ClassicResponses.Synced(group, member));
            StopWaitingWhenAllHaveSynced(group);
            return;
        }

        if (member.Syncing is { } repeated)
            turn.Answer(repeated, ClassicResponses.SyncError(ErrorCode.RebalanceInProgress));
        member.Syncing = context.Ticket;
        if (member.MemberId == group.Leader)
            Assign(turn, group, request);
    }

    private static ErrorCode Refuse(ClassicGroup group, SyncGroupRequest request)
    {
        var error = group.Check(request.MemberId, request.GroupInstanceId);
        if (error != ErrorCode.None)
            return error;
        if (request.GenerationId != group.Generation)
            return ErrorCode.IllegalGeneration;
        if ((request.ProtocolType is not null && request.ProtocolType != group.ProtocolType)
            || (request.ProtocolName is not null && request.ProtocolName != group.Protocol))
            return ErrorCode.InconsistentGroupProtocol;
        return group.State switch
        {
            ClassicState.Empty => ErrorCode.UnknownMemberId,
            ClassicState.PreparingRebalance => ErrorCode.RebalanceInProgress,
            _ => ErrorCode.None,
        };
    }

    /// <summary>The generation is decided: it is written down, and everybody who waits gets a share. Whom the leader
    /// has left out gets none.</summary>
    private static void Assign(GroupTurn turn, ClassicGroup group, SyncGroupRequest request)
    {
        foreach (var member in group.Members)
            member.Assignment = [];
        foreach (var share in request.Assignments)
        {
            if (group.Member(share.MemberId) is { } member)
                member.Assignment = share.Assignment;
        }

        if (!ClassicRecords.CanWriteDown(turn, group))
        {
            GiveUp(turn, group);
            return;
        }

        group.MoveTo(ClassicState.Stable, turn.UnixNowMs);
        ClassicRecords.WriteDown(turn, group);
        foreach (var member in group.Members)
        {
            if (member.Syncing is not { } ticket)
                continue;
            member.Syncing = null;
            ClassicMembership.ExtendSession(turn, member);
            turn.Answer(ticket, ClassicResponses.Synced(group, member));
        }

        StopWaitingWhenAllHaveSynced(group);
    }

    /// <summary>The group is more than one record can take: the generation fails, and whoever is left tries again.
    /// </summary>
    private static void GiveUp(GroupTurn turn, ClassicGroup group)
    {
        foreach (var member in group.Members)
        {
            member.Assignment = [];
            if (member.Syncing is not { } ticket)
                continue;
            member.Syncing = null;
            turn.Answer(ticket, ClassicResponses.SyncError(ErrorCode.UnknownServerError));
            ClassicMembership.ExtendSession(turn, member);
        }

        ClassicRebalance.Begin(turn, group);
    }

    private static void StopWaitingWhenAllHaveSynced(ClassicGroup group)
    {
        if (group.PendingSyncs.Count == 0)
            group.SyncDeadline = Deadline.None;
    }
}

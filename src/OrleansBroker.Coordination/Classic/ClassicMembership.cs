using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Classic;

/// <summary>How members of a classic group stay in it and go.</summary>
internal static class ClassicMembership
{
    public static void ExtendSession(GroupTurn turn, ClassicMember member) =>
        member.SessionDeadline = turn.After(member.SessionTimeoutMs);

    /// <summary>Takes a member out. Its waiting requests learn that it is unknown now, so that a live one joins again.
    /// </summary>
    public static void TakeOut(GroupTurn turn, ClassicGroup group, ClassicMember member)
    {
        if (member.Joining is { } joining)
            turn.Answer(joining, ClassicResponses.JoinError(ErrorCode.UnknownMemberId, member.MemberId));
        if (member.Syncing is { } syncing)
            turn.Answer(syncing, ClassicResponses.SyncError(ErrorCode.UnknownMemberId));
        group.Remove(member);
    }

    /// <summary>After members have gone: the others share out what they had.</summary>
    public static void OnGone(GroupTurn turn, ClassicGroup group)
    {
        if (group.State == ClassicState.Empty)
            return;
        ClassicRebalance.BeginOrContinue(turn, group);
    }

    /// <summary>Everything whose time has come.</summary>
    public static void OnDeadline(GroupTurn turn, ClassicGroup group)
    {
        if (group.JoinDeadline <= turn.NowMs)
            ClassicRebalance.OnJoinDeadline(turn, group);
        if (group.SyncDeadline <= turn.NowMs)
            ClassicRebalance.OnSyncDeadline(turn, group);
        var pending = group.PendingMembers.Where(entry => entry.Value <= turn.NowMs).ToList();
        var overdue = group.Members.Where(member => member.IsOverdue(turn.NowMs)).ToList();
        if (pending.Count == 0 && overdue.Count == 0)
            return;
        foreach (var (memberId, _) in pending)
            group.PendingMembers.Remove(memberId);
        foreach (var member in overdue)
            TakeOut(turn, group, member);
        if (overdue.Count > 0 || group.State == ClassicState.PreparingRebalance)
            OnGone(turn, group);
    }

    /// <summary>When the coordinator begins anew: members get a whole session to find it, and what was not settled is
    /// rebalanced.</summary>
    public static void OnLoaded(GroupTurn turn, ClassicGroup group)
    {
        ExtendAllSessions(turn, group);
        if (group is { Leader: null, Members.Count: > 0 })
            ClassicRebalance.Begin(turn, group);
    }

    public static void ExtendAllSessions(GroupTurn turn, ClassicGroup group)
    {
        foreach (var member in group.Members)
            ExtendSession(turn, member);
    }
}

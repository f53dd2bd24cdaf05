using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Classic;

/// <summary>The rebalance of a classic group: members join, the generation begins, or time runs out.</summary>
internal static class ClassicRebalance
{
    /// <summary>Something changed: begins a rebalance, or sees whether the one under way is complete now.</summary>
    public static void BeginOrContinue(GroupTurn turn, ClassicGroup group)
    {
        if (group.State == ClassicState.PreparingRebalance)
            Continue(turn, group);
        else
            Begin(turn, group);
    }

    /// <summary>
    /// Asks everybody to join again. The members of an empty group get some time to arrive, because an application's
    /// members seldom start at once and each one alone would cost a rebalance.
    /// </summary>
    public static void Begin(GroupTurn turn, ClassicGroup group)
    {
        if (group.State == ClassicState.CompletingRebalance)
            FailSyncs(turn, group);
        var isInitial = group.State == ClassicState.Empty;
        group.SyncDeadline = Deadline.None;
        group.PendingSyncs.Clear();
        group.SubscribedTopics = null;
        group.MoveTo(ClassicState.PreparingRebalance, turn.UnixNowMs);
        if (!isInitial)
        {
            CompleteOrWait(turn, group);
            return;
        }

        var delayMs = turn.Options.InitialRebalanceDelayMs;
        group.RemainingInitialDelayMs = Math.Max(group.RebalanceTimeoutMs - delayMs, 0);
        group.MemberAddedInInitialDelay = false;
        group.JoinDeadline = turn.After(delayMs);
        if (delayMs == 0)
            OnJoinDeadline(turn, group);
    }

    /// <summary>Completes the join phase when nobody is missing; the initial delay is waited for in any case.</summary>
    public static void Continue(GroupTurn turn, ClassicGroup group)
    {
        if (group.PreviousState != ClassicState.Empty && group.AllMembersHaveJoined)
            CompleteJoin(turn, group);
    }

    public static void OnJoinDeadline(GroupTurn turn, ClassicGroup group)
    {
        var isInitial = group.PreviousState == ClassicState.Empty;
        if (!isInitial || !group.MemberAddedInInitialDelay || group.RemainingInitialDelayMs == 0)
        {
            CompleteJoin(turn, group);
            return;
        }

        var delayMs = Math.Min(turn.Options.InitialRebalanceDelayMs, group.RemainingInitialDelayMs);
        group.RemainingInitialDelayMs -= delayMs;
        group.MemberAddedInInitialDelay = false;
        group.JoinDeadline = turn.After(delayMs);
    }

    /// <summary>Takes out those who joined the generation and never asked for their assignment.</summary>
    public static void OnSyncDeadline(GroupTurn turn, ClassicGroup group)
    {
        group.SyncDeadline = Deadline.None;
        if (group.PendingSyncs.Count == 0)
            return;
        foreach (var memberId in group.PendingSyncs.ToList())
        {
            if (group.Member(memberId) is { } member)
                ClassicMembership.TakeOut(turn, group, member);
        }

        Begin(turn, group);
    }

    /// <summary>
    /// Tells those who wait for an assignment that there will be none in this generation. What they had stays noted:
    /// cooperative members still own it, and an upgrade has to know.
    /// </summary>
    public static void FailSyncs(GroupTurn turn, ClassicGroup group)
    {
        foreach (var member in group.Members)
        {
            if (member.Syncing is not { } ticket)
                continue;
            member.Syncing = null;
            turn.Answer(ticket, ClassicResponses.SyncError(ErrorCode.RebalanceInProgress));
            ClassicMembership.ExtendSession(turn, member);
        }
    }

    private static void CompleteOrWait(GroupTurn turn, ClassicGroup group)
    {
        if (group.AllMembersHaveJoined)
            CompleteJoin(turn, group);
        else
            group.JoinDeadline = turn.After(group.RebalanceTimeoutMs);
    }

    /// <summary>
    /// Begins the next generation with those who have joined. Dynamic members that have not are gone; static ones keep
    /// their place for another session, because they are expected back.
    /// </summary>
    private static void CompleteJoin(GroupTurn turn, ClassicGroup group)
    {
        group.JoinDeadline = Deadline.None;
        foreach (var member in group.Members.Where(m => m.Joining is null && m.InstanceId is null).ToList())
            ClassicMembership.TakeOut(turn, group, member);
        if (group.Members.Count > 0 && !ElectLeader(group))
        {
            group.JoinDeadline = turn.After(group.RebalanceTimeoutMs);
            return;
        }

        group.Generation++;
        if (group.Members.Count == 0)
            BecomeEmpty(turn, group);
        else
            BeginGeneration(turn, group);
    }

    /// <summary>A leader that has not joined cannot assign; false when nobody at all has joined.</summary>
    private static bool ElectLeader(ClassicGroup group)
    {
        if (group.Leader is not null && group.Member(group.Leader)?.Joining is not null)
            return true;
        var joined = group.Members.FirstOrDefault(member => member.Joining is not null);
        group.Leader = joined?.MemberId ?? group.Leader;
        return joined is not null;
    }

    private static void BecomeEmpty(GroupTurn turn, ClassicGroup group)
    {
        group.Protocol = null;
        group.MoveTo(ClassicState.Empty, turn.UnixNowMs);
        ClassicRecords.WriteDown(turn, group);
    }

    private static void BeginGeneration(GroupTurn turn, ClassicGroup group)
    {
        group.Protocol = Voting.Elect(group);
        group.SubscribedTopics = Subscriptions.TopicsOf(group);
        group.MoveTo(ClassicState.CompletingRebalance, turn.UnixNowMs);
        foreach (var member in group.Members)
        {
            group.PendingSyncs.Add(member.MemberId);
            member.IsNew = false;
            ClassicMembership.ExtendSession(turn, member);
            if (member.Joining is not { } ticket)
                continue;
            member.Joining = null;
            turn.Answer(ticket, ClassicResponses.Joined(group, member, member.MemberId == group.Leader));
        }

        group.SyncDeadline = turn.After(group.RebalanceTimeoutMs);
    }
}

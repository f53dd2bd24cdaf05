using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>How long members of a consumer group are believed to be there, and how they go.</summary>
internal static class ConsumerSessions
{
    public static void Extend(GroupTurn turn, ConsumerMember member) =>
        member.SessionDeadline = turn.After(
            member.Subscription.Classic?.SessionTimeoutMs ?? turn.ConsumerTimes.SessionTimeoutMs);

    /// <summary>Gives the member its next assignment, and time to give up what that takes from it.</summary>
    /// <returns>Whether what it may read has changed.</returns>
    public static bool Reconcile(GroupTurn turn, ConsumerGroup group, ConsumerMember member, PartitionSet? owned)
    {
        var current = member.Current;
        var next = Reconciliation.Next(
            current, group.AssignmentEpoch, group.Target(member.MemberId),
            partition => group.IsHeldByOther(partition, member.MemberId), owned);
        if (!next.IsSame(current))
            ConsumerRecords.Write(turn, member.MemberId, next);
        if (next.State != ReconciliationState.UnrevokedPartitions)
            member.RevocationDeadline = Deadline.None;
        else if (member.RevocationDeadline == Deadline.None)
            AwaitRevocation(turn, member);
        return !next.Assigned.Equals(current.Assigned);
    }

    /// <summary>Takes members out; the others share out what they had.</summary>
    public static void Remove(GroupTurn turn, ConsumerGroup group, IReadOnlyCollection<ConsumerMember> members)
    {
        if (members.Count == 0)
            return;
        foreach (var member in members)
            ConsumerRecords.WriteRemoval(turn, member.MemberId);
        ForgetUnusedRegexes(turn, group);
        GroupEpoch.Bump(turn, group);
        Downgrade.RunIfDue(turn, group);
    }

    public static void ForgetUnusedRegexes(GroupTurn turn, ConsumerGroup group)
    {
        var used = group.Members.Select(member => member.Subscription.TopicRegex).OfType<string>().ToHashSet();
        foreach (var regex in group.Regexes.Keys.Where(regex => !used.Contains(regex)).ToList())
            turn.Write(RecordType.ConsumerGroupRegularExpression, null, regex);
    }

    /// <summary>Those who have not spoken, revoked, joined or synchronised in time are out.</summary>
    public static void OnDeadline(GroupTurn turn, ConsumerGroup group)
    {
        foreach (var (memberId, _) in group.PendingMembers.Where(entry => entry.Value <= turn.NowMs).ToList())
            group.PendingMembers.Remove(memberId);
        Remove(turn, group, group.Members.Where(member => member.NextDeadline <= turn.NowMs).ToList());
    }

    /// <summary>When the coordinator begins anew: members get the whole time to find it.</summary>
    public static void ExtendAll(GroupTurn turn, ConsumerGroup group)
    {
        foreach (var member in group.Members)
        {
            Extend(turn, member);
            if (member.Current.State == ReconciliationState.UnrevokedPartitions)
                AwaitRevocation(turn, member);
        }
    }

    private static void AwaitRevocation(GroupTurn turn, ConsumerMember member) =>
        member.RevocationDeadline = turn.After(Math.Max(0, member.Subscription.RebalanceTimeoutMs));
}

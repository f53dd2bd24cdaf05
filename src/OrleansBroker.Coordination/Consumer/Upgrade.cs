using OrleansBroker.Coordination.Classic;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Coordination.Topics;
using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>A classic group becomes one of the consumer protocol while it runs, because a member of that protocol
/// joins: everybody keeps what it has, the generation becomes the epoch.</summary>
internal static class Upgrade
{
    /// <summary>Converts the group, or does nothing and says false where that cannot be.</summary>
    public static bool TryRun(GroupTurn turn, ClassicGroup classic)
    {
        if (classic.State != ClassicState.Empty && !IsAllowed(turn.Options, classic))
            return false;
        var members = new List<(string Id, MemberSubscription Subscription, CurrentAssignment Current)>();
        foreach (var member in classic.Members)
        {
            if (Convert(turn, classic, member) is not { } converted)
                return false;
            members.Add((member.MemberId, converted.Subscription, converted.Current));
        }

        AskToJoinAgain(turn, classic);
        turn.Write(RecordType.GroupMetadata, null);
        foreach (var (id, subscription, _) in members)
            ConsumerRecords.Write(turn, id, subscription);
        ConsumerRecords.WriteEpoch(turn, classic.Generation, metadataHash: 0);
        foreach (var (id, _, current) in members)
            ConsumerRecords.WriteTarget(turn, id, current.Assigned);
        ConsumerRecords.WriteTargetEpoch(turn, classic.Generation);
        foreach (var (id, _, current) in members)
            ConsumerRecords.Write(turn, id, current);
        ConsumerSessions.ExtendAll(turn, turn.Group.Consumer!);
        return true;
    }

    private static bool IsAllowed(GroupOptions options, ClassicGroup classic) =>
        options.MigrationPolicy is MigrationPolicy.Upgrade or MigrationPolicy.Bidirectional
        && classic.IsOfConsumers
        && classic.Members.Count < options.ConsumerMaxSize;

    private static (MemberSubscription Subscription, CurrentAssignment Current)? Convert(
        GroupTurn turn, ClassicGroup classic, ClassicMember member)
    {
        var metadata = member.MetadataFor(classic.Protocol) ?? member.Protocols[0].Metadata;
        if (!Subscriptions.TryRead(metadata, out var wishes, out _)
            || !Subscriptions.TryReadAssignment(member.Assignment, out var assignment))
            return null;
        var assigned = turn.Topics.ToIds(assignment.AssignedPartitions.Select(t => (t.Topic, t.Partitions)));
        var subscription = new MemberSubscription(
            member.InstanceId,
            wishes.RackId,
            member.ClientId,
            member.ClientHost,
            member.RebalanceTimeoutMs,
            [.. wishes.Topics.Distinct().Order(StringComparer.Ordinal)],
            TopicRegex: null,
            ServerAssignor: null,
            new ClassicMemberInfo(member.SessionTimeoutMs, member.Protocols));
        var current = new CurrentAssignment(
            classic.Generation, classic.Generation, ReconciliationState.Stable, assigned, PartitionSet.Empty,
            assigned.ToDictionary(partition => partition, _ => classic.Generation));
        return (subscription, current);
    }

    private static void AskToJoinAgain(GroupTurn turn, ClassicGroup classic)
    {
        foreach (var member in classic.Members)
        {
            if (member.Joining is { } joining)
                turn.Answer(joining, ClassicResponses.JoinError(ErrorCode.RebalanceInProgress, member.MemberId));
            if (member.Syncing is { } syncing)
                turn.Answer(syncing, ClassicResponses.SyncError(ErrorCode.RebalanceInProgress));
        }
    }
}

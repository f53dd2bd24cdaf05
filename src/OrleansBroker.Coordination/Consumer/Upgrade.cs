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
        var members = new List<Converted>();
        foreach (var member in classic.Members)
        {
            if (Convert(turn, classic, member) is not { } converted)
                return false;
            members.Add(converted);
        }

        KeepWhatIsStillOwned(members);
        AskToJoinAgain(turn, classic);
        turn.Write(RecordType.GroupMetadata, null);
        foreach (var member in members)
            ConsumerRecords.Write(turn, member.Id, member.Subscription);
        ConsumerRecords.WriteEpoch(turn, classic.Generation, metadataHash: 0);
        foreach (var member in members)
            ConsumerRecords.WriteTarget(turn, member.Id, member.Assigned);
        ConsumerRecords.WriteTargetEpoch(turn, classic.Generation, assignedAtMs: 0);
        foreach (var member in members)
            ConsumerRecords.Write(turn, member.Id, Current(member, classic.Generation));
        ConsumerSessions.ExtendAll(turn, turn.Group.Consumer!);
        return true;
    }

    private static bool IsAllowed(GroupOptions options, ClassicGroup classic) =>
        options.MigrationPolicy is MigrationPolicy.Upgrade or MigrationPolicy.Bidirectional
        && classic.IsOfConsumers
        && classic.Members.Count < options.ConsumerMaxSize;

    private static Converted? Convert(GroupTurn turn, ClassicGroup classic, ClassicMember member)
    {
        var metadata = member.MetadataFor(classic.Protocol) ?? member.Protocols[0].Metadata;
        if (!Subscriptions.TryRead(metadata, out var wishes, out _)
            || !Subscriptions.TryReadAssignment(member.Assignment, out var assignment))
            return null;
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
        return new Converted(member.MemberId, subscription)
        {
            Assigned = turn.Topics.ToIds(assignment.AssignedPartitions.Select(t => (t.Topic, t.Partitions))),
            Claimed = turn.Topics.ToIds(wishes.OwnedPartitions.Select(t => (t.Topic, t.Partitions))),
            ClaimedIn = wishes.GenerationId,
        };
    }

    /// <summary>
    /// A cooperative member that was told to give something up may not have heard it yet. What nobody else was given
    /// stays with the last who claimed it, until that one joins again and says what it owns.
    /// </summary>
    private static void KeepWhatIsStillOwned(List<Converted> members)
    {
        var taken = members.SelectMany(member => member.Assigned).ToHashSet();
        foreach (var member in members.OrderByDescending(member => member.ClaimedIn))
            member.Assigned = member.Assigned.Union(member.Claimed.Where(taken.Add));
    }

    private static CurrentAssignment Current(Converted member, int generation) => new(
        generation, generation, ReconciliationState.Stable, member.Assigned, PartitionSet.Empty,
        member.Assigned.ToDictionary(partition => partition, _ => generation));

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

    private sealed record Converted(string Id, MemberSubscription Subscription)
    {
        public required PartitionSet Assigned { get; set; }

        public required PartitionSet Claimed { get; init; }

        public required int ClaimedIn { get; init; }
    }
}

using OrleansBroker.Coordination.Classic;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Coordination.Topics;
using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>A classic group becomes one of the consumer protocol while it runs, because a member of that protocol
/// joins: everybody keeps what it has, the generation becomes the epoch.</summary>
internal static class Upgrade
{
    /// <summary>Converts the group, or does nothing and says why that cannot be. An empty one is forgotten: the new one
    /// begins from the beginning.</summary>
    public static Refusal? Run(GroupTurn turn, ClassicGroup classic)
    {
        if (classic.State == ClassicState.Empty)
        {
            turn.Write(RecordType.GroupMetadata, null);
            return null;
        }

        if (Check(turn.Options, turn.Group.Id, classic) is { } refusal)
            return refusal;
        var members = new List<Converted>();
        foreach (var member in classic.Members)
        {
            if (Convert(turn, classic, member) is not { } converted)
                return Refuse(turn.Group.Id, "what its members say cannot be read");
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
        return null;
    }

    private static Refusal? Check(GroupOptions options, string groupId, ClassicGroup classic)
    {
        if (options.MigrationPolicy is not (MigrationPolicy.Upgrade or MigrationPolicy.Bidirectional))
            return Refuse(groupId, "online upgrade is disabled");
        if (!classic.IsOfConsumers)
            return Refuse(groupId, "the group does not use the consumer embedded protocol");
        if (classic.Members.Count > options.ConsumerMaxSize)
            return Refuse(groupId, "the group size exceeds the consumer group maximum size");
        return classic.Members.Count == options.ConsumerMaxSize ? Admission.Full(options) : null;
    }

    private static Refusal Refuse(string groupId, string reason) => new(
        ErrorCode.GroupIdNotFound, $"Cannot upgrade classic group {groupId} to consumer group because {reason}.");

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

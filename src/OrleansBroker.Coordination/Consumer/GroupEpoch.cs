using OrleansBroker.Coordination.Assignors;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Coordination.Topics;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>
/// Keeps a consumer group's epoch, and the target that belongs to it, in step with members and topics.
/// </summary>
internal static class GroupEpoch
{
    /// <summary>Begins a new epoch when the group or its topics have changed, and computes the target for it.</summary>
    /// <param name="hasChanged">Whether members or subscriptions have changed in this turn.</param>
    public static void Refresh(GroupTurn turn, ConsumerGroup group, bool hasChanged)
    {
        var hasSeenTopics = group.SeenCatalogVersion == turn.Topics.Version;
        if (!hasChanged && hasSeenTopics && group.AssignmentEpoch == group.Epoch)
            return;
        group.SeenCatalogVersion = turn.Topics.Version;
        if (!hasSeenTopics)
            ResolveRegexesAgain(turn, group);
        var topics = SubscribedTopics(turn, group);
        var hash = Fingerprint.Of(topics);
        if (hasChanged || hash != group.MetadataHash)
            ConsumerRecords.WriteEpoch(turn, group.Epoch + 1, hash);
        if (group.AssignmentEpoch < group.Epoch && MayAssign(turn, group))
            Assign(turn, group, topics);
    }

    /// <summary>What changes soon after an assignment waits for the first request after the interval, so that members
    /// which come one by one are not assigned to one by one.</summary>
    private static bool MayAssign(GroupTurn turn, ConsumerGroup group)
    {
        var sinceMs = turn.UnixNowMs - group.AssignedAtMs;

        // Somebody may have set the clock back.
        return sinceMs < 0 || sinceMs >= turn.ConsumerTimes.AssignmentIntervalMs;
    }

    /// <summary>Begins a new epoch whose target is computed when somebody asks for it.</summary>
    public static void Bump(GroupTurn turn, ConsumerGroup group) =>
        ConsumerRecords.WriteEpoch(turn, group.Epoch + 1, group.MetadataHash);

    private static void ResolveRegexesAgain(GroupTurn turn, ConsumerGroup group)
    {
        foreach (var (regex, known) in group.Regexes.ToList())
        {
            var resolved = TopicRegex.Resolve(turn, regex);
            if (!resolved.Topics.SequenceEqual(known.Topics, StringComparer.Ordinal))
                ConsumerRecords.Write(turn, regex, resolved);
        }
    }

    private static List<TopicInfo> SubscribedTopics(GroupTurn turn, ConsumerGroup group)
    {
        var names = group.Members.SelectMany(group.TopicsOf).ToHashSet(StringComparer.Ordinal);
        var topics = new List<TopicInfo>();
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            if (turn.Topics.TryGet(name, out var topic))
                topics.Add(topic);
        }

        return topics;
    }

    private static void Assign(GroupTurn turn, ConsumerGroup group, List<TopicInfo> topics)
    {
        var ids = topics.ToDictionary(topic => topic.Name, topic => topic.Id, StringComparer.Ordinal);
        var members = group.Members.Select(member => new AssignorMember(
            member.MemberId,
            member.InstanceId,
            member.Subscription.RackId,
            group.TopicsOf(member).Where(ids.ContainsKey).Select(name => ids[name]).ToHashSet(),
            group.Target(member.MemberId))).ToList();
        foreach (var (memberId, target) in AssignorOf(turn.Options, group).Assign(members, topics))
        {
            if (!group.HasTarget(memberId) || !group.Target(memberId).Equals(target))
                ConsumerRecords.WriteTarget(turn, memberId, target);
        }

        // A consumer that matches names itself joins before it knows any: its topics must not wait for a heartbeat.
        ConsumerRecords.WriteTargetEpoch(turn, group.Epoch, topics.Count == 0 ? 0 : turn.UnixNowMs);
    }

    /// <summary>The assignor that most members ask for; the first of the broker's when none does.</summary>
    public static IPartitionAssignor AssignorOf(GroupOptions options, ConsumerGroup group)
    {
        var favourite = group.Members
            .Select(member => member.Subscription.ServerAssignor)
            .OfType<string>()
            .GroupBy(name => name, StringComparer.Ordinal)
            .OrderByDescending(votes => votes.Count())
            .ThenBy(votes => votes.Key, StringComparer.Ordinal)
            .FirstOrDefault()?.Key;
        return options.Assignors.FirstOrDefault(assignor => assignor.Name == favourite) ?? options.Assignors[0];
    }
}

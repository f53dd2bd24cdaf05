using OrleansBroker.Coordination.Classic;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Coordination.Topics;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>A group of the consumer protocol becomes a classic one while it runs, because the last member of that
/// protocol has gone, or is back as a classic one, and only such are left.</summary>
internal static class Downgrade
{
    /// <param name="rebalances">Whether the members have to share out the partitions anew.</param>
    public static void RunIfDue(GroupTurn turn, ConsumerGroup group, bool rebalances = true)
    {
        if (!IsDue(turn.Options, group))
            return;
        var classic = Convert(turn, group);
        if (!ClassicRecords.CanWriteDown(turn, classic))
            return;
        ConsumerRecords.WriteRemoval(turn, group);
        turn.Group.Classic = classic;
        ClassicMembership.ExtendAllSessions(turn, classic);
        if (!rebalances)
        {
            ClassicRecords.WriteDown(turn, classic);
            return;
        }

        ClassicRecords.WriteDownUnsettled(turn, classic);
        ClassicRebalance.Begin(turn, classic);
    }

    private static bool IsDue(GroupOptions options, ConsumerGroup group) =>
        options.MigrationPolicy is MigrationPolicy.Downgrade or MigrationPolicy.Bidirectional
        && group.Members.Count > 0
        && group.Members.Count <= options.ClassicMaxSize
        && group.Members.All(member => member.IsClassic);

    private static ClassicGroup Convert(GroupTurn turn, ConsumerGroup group)
    {
        var classic = new ClassicGroup
        {
            ProtocolType = ClassicProtocol.ConsumerType,
            Generation = group.Epoch,
        };
        foreach (var member in group.Members)
        {
            var (subscription, info) = (member.Subscription, member.Subscription.Classic!);

            // With what it is still giving up: it owns that until it joins again.
            var assigned = turn.Topics.ToConsumerAssignment(member.Current.Held);
            Subscriptions.TryRead(info.Protocols[0].Metadata, out _, out var version);
            classic.Add(new ClassicMember(
                member.MemberId, subscription.InstanceId, subscription.ClientId, subscription.ClientHost)
            {
                RebalanceTimeoutMs = subscription.RebalanceTimeoutMs,
                SessionTimeoutMs = info.SessionTimeoutMs,
                Protocols = info.Protocols,
                Assignment = Subscriptions.WriteAssignment(assigned, Math.Max((short)0, version)),
            });
        }

        classic.Protocol = Voting.Elect(classic);
        classic.Restore(turn.UnixNowMs);
        return classic;
    }
}

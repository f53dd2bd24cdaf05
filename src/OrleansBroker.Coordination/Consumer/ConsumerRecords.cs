using OrleansBroker.Coordination.Classic;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages.CoordinatorRecords;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>The records of a consumer group: how they are written, and what they do when they are applied.</summary>
internal static class ConsumerRecords
{
    public static void Write(GroupTurn turn, string memberId, MemberSubscription subscription) =>
        turn.Write(RecordType.ConsumerGroupMemberMetadata, ToValue(subscription), memberId);

    public static void Write(GroupTurn turn, string memberId, CurrentAssignment current) =>
        turn.Write(RecordType.ConsumerGroupCurrentMemberAssignment, ToValue(current), memberId);

    public static void WriteTarget(GroupTurn turn, string memberId, PartitionSet target) =>
        turn.Write(RecordType.ConsumerGroupTargetAssignmentMember, ToValue(target), memberId);

    /// <param name="assignedAtMs">When the target was computed; 0 when it is no assignor's.</param>
    public static void WriteTargetEpoch(GroupTurn turn, int epoch, long assignedAtMs) =>
        turn.Write(
            RecordType.ConsumerGroupTargetAssignmentMetadata,
            new ConsumerGroupTargetAssignmentMetadataValue
            {
                AssignmentEpoch = epoch,
                AssignmentTimestamp = assignedAtMs,
            });

    public static void WriteEpoch(GroupTurn turn, int epoch, long metadataHash) =>
        turn.Write(
            RecordType.ConsumerGroupMetadata,
            new ConsumerGroupMetadataValue { Epoch = epoch, MetadataHash = metadataHash });

    public static void Write(GroupTurn turn, string regex, ResolvedRegex resolved) =>
        turn.Write(
            RecordType.ConsumerGroupRegularExpression,
            new ConsumerGroupRegularExpressionValue
            {
                Topics = [.. resolved.Topics],
                Version = resolved.CatalogVersion,
                Timestamp = resolved.TimestampMs,
            },
            regex);

    /// <summary>Everything that is known of a member goes.</summary>
    public static void WriteRemoval(GroupTurn turn, string memberId)
    {
        turn.Write(RecordType.ConsumerGroupCurrentMemberAssignment, null, memberId);
        turn.Write(RecordType.ConsumerGroupTargetAssignmentMember, null, memberId);
        turn.Write(RecordType.ConsumerGroupMemberMetadata, null, memberId);
    }

    /// <summary>Everything that is known of the group goes, but for its offsets.</summary>
    public static void WriteRemoval(GroupTurn turn, ConsumerGroup group)
    {
        foreach (var member in group.Members.ToList())
            WriteRemoval(turn, member.MemberId);
        foreach (var regex in group.Regexes.Keys.ToList())
            turn.Write(RecordType.ConsumerGroupRegularExpression, null, regex);
        turn.Write(RecordType.ConsumerGroupTargetAssignmentMetadata, null);
        turn.Write(RecordType.ConsumerGroupMetadata, null);
    }

    public static void Apply(ConsumerGroup group, in CoordinatorRecord record)
    {
        var name = record.Key.Name;
        switch (record.Key.Type, record.Value)
        {
            case (_, ConsumerGroupMetadataValue value):
                group.Epoch = value.Epoch;
                group.MetadataHash = value.MetadataHash;
                break;
            case (_, ConsumerGroupTargetAssignmentMetadataValue value):
                group.AssignmentEpoch = value.AssignmentEpoch;
                group.AssignedAtMs = value.AssignmentTimestamp;
                break;
            case (_, ConsumerGroupMemberMetadataValue value):
                group.SetSubscription(name, FromValue(value));
                break;
            case (_, ConsumerGroupTargetAssignmentMemberValue value):
                group.SetTarget(name, FromValue(value));
                break;
            case (_, ConsumerGroupCurrentMemberAssignmentValue value):
                group.SetCurrent(name, FromValue(value));
                break;
            case (_, ConsumerGroupRegularExpressionValue value):
                group.Regexes[name] = new ResolvedRegex(value.Topics, value.Version, value.Timestamp);
                break;
            case (_, null):
                ApplyRemoval(group, record.Key.Type, name);
                break;
        }
    }

    /// <summary>How to undo what a record of that key will do.</summary>
    public static Action Remember(ConsumerGroup group, in RecordKey key)
    {
        var name = key.Name;
        switch (key.Type)
        {
            case RecordType.ConsumerGroupMetadata:
                var (epoch, hash) = (group.Epoch, group.MetadataHash);
                return () => (group.Epoch, group.MetadataHash) = (epoch, hash);
            case RecordType.ConsumerGroupTargetAssignmentMetadata:
                var (assignmentEpoch, assignedAtMs) = (group.AssignmentEpoch, group.AssignedAtMs);
                return () => (group.AssignmentEpoch, group.AssignedAtMs) = (assignmentEpoch, assignedAtMs);
            case RecordType.ConsumerGroupTargetAssignmentMember when group.HasTarget(name):
                var target = group.Target(name);
                return () => group.SetTarget(name, target);
            case RecordType.ConsumerGroupTargetAssignmentMember:
                return () => group.RemoveTarget(name);
            case RecordType.ConsumerGroupRegularExpression:
                var regex = group.Regexes.GetValueOrDefault(name);
                return () => RestoreRegex(group, name, regex);
            case RecordType.ConsumerGroupMemberMetadata:
                return group.RememberMember(name);
            case RecordType.ConsumerGroupCurrentMemberAssignment when group.Member(name) is { } member:
                var current = member.Current;
                return () => group.SetCurrent(name, current);
            default:
                return () => { };
        }
    }

    private static void RestoreRegex(ConsumerGroup group, string name, ResolvedRegex? regex)
    {
        if (regex is null)
            group.Regexes.Remove(name);
        else
            group.Regexes[name] = regex;
    }

    private static void ApplyRemoval(ConsumerGroup group, RecordType type, string name)
    {
        switch (type)
        {
            case RecordType.ConsumerGroupTargetAssignmentMetadata:
                (group.AssignmentEpoch, group.AssignedAtMs) = (0, 0);
                break;
            case RecordType.ConsumerGroupMemberMetadata:
                group.Remove(name);
                break;
            case RecordType.ConsumerGroupTargetAssignmentMember:
                group.RemoveTarget(name);
                break;
            case RecordType.ConsumerGroupCurrentMemberAssignment:
                group.RemoveCurrent(name);
                break;
            case RecordType.ConsumerGroupRegularExpression:
                group.Regexes.Remove(name);
                break;
        }
    }

    private static ConsumerGroupMemberMetadataValue ToValue(MemberSubscription subscription) => new()
    {
        InstanceId = subscription.InstanceId,
        RackId = subscription.RackId,
        ClientId = subscription.ClientId,
        ClientHost = subscription.ClientHost,
        SubscribedTopicNames = [.. subscription.TopicNames],
        SubscribedTopicRegex = subscription.TopicRegex,
        RebalanceTimeoutMs = subscription.RebalanceTimeoutMs,
        ServerAssignor = subscription.ServerAssignor,
        ClassicMemberMetadata = subscription.Classic is not { } classic ? null : new()
        {
            SessionTimeoutMs = classic.SessionTimeoutMs,
            SupportedProtocols =
            [
                .. classic.Protocols.Select(protocol => new ConsumerGroupMemberMetadataValue.ClassicProtocol
                {
                    Name = protocol.Name,
                    Metadata = protocol.Metadata,
                }),
            ],
        },
    };

    private static MemberSubscription FromValue(ConsumerGroupMemberMetadataValue value) => new(
        value.InstanceId,
        value.RackId,
        value.ClientId,
        value.ClientHost,
        value.RebalanceTimeoutMs,
        value.SubscribedTopicNames,
        string.IsNullOrEmpty(value.SubscribedTopicRegex) ? null : value.SubscribedTopicRegex,
        value.ServerAssignor,
        value.ClassicMemberMetadata is not { } classic ? null : new ClassicMemberInfo(
            classic.SessionTimeoutMs,
            [.. classic.SupportedProtocols.Select(p => new ClassicProtocol(p.Name, p.Metadata))]));

    private static ConsumerGroupCurrentMemberAssignmentValue ToValue(CurrentAssignment current) => new()
    {
        MemberEpoch = current.Epoch,
        PreviousMemberEpoch = current.PreviousEpoch,
        State = (sbyte)current.State,
        AssignedPartitions = ToTopics(current, current.Assigned),
        PartitionsPendingRevocation = ToTopics(current, current.PendingRevocation),
    };

    private static List<ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions> ToTopics(
        CurrentAssignment current, PartitionSet partitions) =>
    [
        .. partitions.Topics.Select(topic => new ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions
        {
            TopicId = topic.TopicId,
            Partitions = [.. topic.Partitions],
            AssignmentEpochs =
            [
                .. topic.Partitions.Select(partition => current.AssignmentEpochs.GetValueOrDefault(
                    new TopicIdPartition(topic.TopicId, partition), current.Epoch)),
            ],
        }),
    ];

    private static CurrentAssignment FromValue(ConsumerGroupCurrentMemberAssignmentValue value)
    {
        var epochs = new Dictionary<TopicIdPartition, int>();
        foreach (var topic in value.AssignedPartitions.Concat(value.PartitionsPendingRevocation))
        {
            for (var i = 0; i < topic.Partitions.Count; i++)
            {
                var partition = new TopicIdPartition(topic.TopicId, topic.Partitions[i]);
                var isKnown = topic.AssignmentEpochs is { } known && i < known.Count;
                epochs[partition] = isKnown ? topic.AssignmentEpochs![i] : value.MemberEpoch;
            }
        }

        return new CurrentAssignment(
            value.MemberEpoch, value.PreviousMemberEpoch, (ReconciliationState)value.State,
            FromTopics(value.AssignedPartitions), FromTopics(value.PartitionsPendingRevocation), epochs);
    }

    private static PartitionSet FromTopics(List<ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions> topics) =>
        PartitionSet.Of(topics.Select(topic => (topic.TopicId, topic.Partitions.AsEnumerable())));

    private static ConsumerGroupTargetAssignmentMemberValue ToValue(PartitionSet target) => new()
    {
        TopicPartitions =
        [
            .. target.Topics.Select(topic => new ConsumerGroupTargetAssignmentMemberValue.TopicPartition
            {
                TopicId = topic.TopicId,
                Partitions = [.. topic.Partitions],
            }),
        ],
    };

    private static PartitionSet FromValue(ConsumerGroupTargetAssignmentMemberValue value) =>
        PartitionSet.Of(value.TopicPartitions.Select(topic => (topic.TopicId, topic.Partitions.AsEnumerable())));
}

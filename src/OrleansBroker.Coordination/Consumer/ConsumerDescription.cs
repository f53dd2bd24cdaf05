using OrleansBroker.Coordination.Topics;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>ConsumerGroupDescribe of one group.</summary>
internal static class ConsumerDescription
{
    private const sbyte ClassicMemberType = 0;
    private const sbyte ConsumerMemberType = 1;

    public static ConsumerGroupDescribeResponse.DescribedGroup Of(
        string groupId, ConsumerGroup group, GroupOptions options, ITopicCatalog topics) => new()
    {
        GroupId = groupId,
        GroupState = group.State,
        GroupEpoch = group.Epoch,
        AssignmentEpoch = group.AssignmentEpoch,
        AssignorName = GroupEpoch.AssignorOf(options, group).Name,
        Members = [.. group.Members.Select(member => Of(group, member, topics))],
    };

    private static ConsumerGroupDescribeResponse.Member Of(
        ConsumerGroup group, ConsumerMember member, ITopicCatalog topics) => new()
    {
        MemberId = member.MemberId,
        InstanceId = member.Subscription.InstanceId,
        RackId = member.Subscription.RackId,
        MemberEpoch = member.Current.Epoch,
        ClientId = member.Subscription.ClientId,
        ClientHost = member.Subscription.ClientHost,
        SubscribedTopicNames = [.. member.Subscription.TopicNames],
        SubscribedTopicRegex = member.Subscription.TopicRegex,
        Assignment = Of(member.Current.Assigned, topics),
        TargetAssignment = Of(group.Target(member.MemberId), topics),
        MemberType = member.IsClassic ? ClassicMemberType : ConsumerMemberType,
    };

    private static ConsumerGroupDescribeResponse.Assignment Of(PartitionSet partitions, ITopicCatalog topics) => new()
    {
        TopicPartitions =
        [
            .. topics.ToNames(partitions).Select(topic => new ConsumerGroupDescribeResponse.TopicPartitions
            {
                TopicId = topic.Topic.Id,
                TopicName = topic.Topic.Name,
                Partitions = [.. topic.Partitions],
            }),
        ],
    };
}

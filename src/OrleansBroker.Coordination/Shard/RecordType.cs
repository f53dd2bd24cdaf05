namespace OrleansBroker.Coordination.Shard;

/// <summary>The kinds of records in <c>__consumer_offsets</c> that the group coordinator writes: the first two bytes
/// of a key.</summary>
public enum RecordType : short
{
    LegacyOffsetCommit = 0,
    OffsetCommit = 1,
    GroupMetadata = 2,
    ConsumerGroupMetadata = 3,
    ConsumerGroupPartitionMetadata = 4,
    ConsumerGroupMemberMetadata = 5,
    ConsumerGroupTargetAssignmentMetadata = 6,
    ConsumerGroupTargetAssignmentMember = 7,
    ConsumerGroupCurrentMemberAssignment = 8,
    ConsumerGroupRegularExpression = 16,
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a consumer group member's current assignment.</summary>
[DataMessage(Versions = "0", RecordType = 8)]
public sealed partial class ConsumerGroupCurrentMemberAssignmentKey
{
    [Field("0")] public string GroupId { get; set; } = "";
    [Field("0")] public string MemberId { get; set; } = "";
}

/// <summary>The partitions that a member has, and those that it has yet to give up.</summary>
[DataMessage(Versions = "0", Flexible = "0+", RecordType = 8)]
public sealed partial class ConsumerGroupCurrentMemberAssignmentValue
{
    [Field("0+")] public int MemberEpoch { get; set; }
    [Field("0+")] public int PreviousMemberEpoch { get; set; }
    [Field("0+")] public sbyte State { get; set; }
    [Field("0+")] public List<TopicPartitions> AssignedPartitions { get; set; } = [];
    [Field("0+")] public List<TopicPartitions> PartitionsPendingRevocation { get; set; } = [];

    public sealed partial class TopicPartitions
    {
        [Field("0+")] public TopicId TopicId { get; set; }
        [Field("0+")] public List<int> Partitions { get; set; } = [];
        [Field("0+", Nullable = "0+", Tag = 0)] public List<int>? AssignmentEpochs { get; set; } = [];
    }
}

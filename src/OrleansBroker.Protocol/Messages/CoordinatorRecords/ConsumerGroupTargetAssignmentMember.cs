using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a consumer group member's target assignment.</summary>
[DataMessage(Versions = "0", RecordType = 7)]
public sealed partial class ConsumerGroupTargetAssignmentMemberKey
{
    [Field("0")] public string GroupId { get; set; } = "";
    [Field("0")] public string MemberId { get; set; } = "";
}

/// <summary>The partitions that a member shall have.</summary>
[DataMessage(Versions = "0", Flexible = "0+", RecordType = 7)]
public sealed partial class ConsumerGroupTargetAssignmentMemberValue
{
    [Field("0+")] public List<TopicPartition> TopicPartitions { get; set; } = [];

    public sealed partial class TopicPartition
    {
        [Field("0+")] public TopicId TopicId { get; set; }
        [Field("0+")] public List<int> Partitions { get; set; } = [];
    }
}

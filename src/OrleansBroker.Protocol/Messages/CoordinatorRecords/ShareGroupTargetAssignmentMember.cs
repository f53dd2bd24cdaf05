using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a share group member's target assignment.</summary>
[DataMessage(Versions = "0", RecordType = 13)]
public sealed partial class ShareGroupTargetAssignmentMemberKey
{
    [Field("0")] public string GroupId { get; set; } = "";
    [Field("0")] public string MemberId { get; set; } = "";
}

/// <summary>The partitions that a member shall have.</summary>
[DataMessage(Versions = "0", Flexible = "0+", RecordType = 13)]
public sealed partial class ShareGroupTargetAssignmentMemberValue
{
    [Field("0+")] public List<TopicPartition> TopicPartitions { get; set; } = [];

    public sealed partial class TopicPartition
    {
        [Field("0+")] public TopicId TopicId { get; set; }
        [Field("0+")] public List<int> Partitions { get; set; } = [];
    }
}

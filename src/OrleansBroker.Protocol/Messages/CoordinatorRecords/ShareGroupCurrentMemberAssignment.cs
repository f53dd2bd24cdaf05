using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a share group member's current assignment.</summary>
[DataMessage(Versions = "0", RecordType = 14)]
public sealed partial class ShareGroupCurrentMemberAssignmentKey
{
    [Field("0")] public string GroupId { get; set; } = "";
    [Field("0")] public string MemberId { get; set; } = "";
}

/// <summary>The partitions that a member has.</summary>
[DataMessage(Versions = "0", Flexible = "0+", RecordType = 14)]
public sealed partial class ShareGroupCurrentMemberAssignmentValue
{
    [Field("0+")] public int MemberEpoch { get; set; }
    [Field("0+")] public int PreviousMemberEpoch { get; set; }
    [Field("0+")] public sbyte State { get; set; }
    [Field("0+")] public List<TopicPartitions> AssignedPartitions { get; set; } = [];

    public sealed partial class TopicPartitions
    {
        [Field("0+")] public TopicId TopicId { get; set; }
        [Field("0+")] public List<int> Partitions { get; set; } = [];
    }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a streams group member's target assignment.</summary>
[DataMessage(Versions = "0", RecordType = 21)]
public sealed partial class StreamsGroupTargetAssignmentMemberKey
{
    [Field("0")] public string GroupId { get; set; } = "";
    [Field("0")] public string MemberId { get; set; } = "";
}

/// <summary>The tasks that a member shall have.</summary>
[DataMessage(Versions = "0", Flexible = "0+", RecordType = 21)]
public sealed partial class StreamsGroupTargetAssignmentMemberValue
{
    [Field("0+")] public List<TaskIds> ActiveTasks { get; set; } = [];
    [Field("0+")] public List<TaskIds> StandbyTasks { get; set; } = [];
    [Field("0+")] public List<TaskIds> WarmupTasks { get; set; } = [];

    public sealed partial class TaskIds
    {
        [Field("0+")] public string SubtopologyId { get; set; } = "";
        [Field("0+")] public List<int> Partitions { get; set; } = [];
    }
}

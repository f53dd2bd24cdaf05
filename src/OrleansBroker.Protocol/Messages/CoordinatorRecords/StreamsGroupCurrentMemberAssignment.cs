using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a streams group member's current assignment.</summary>
[DataMessage(Versions = "0", RecordType = 22)]
public sealed partial class StreamsGroupCurrentMemberAssignmentKey
{
    [Field("0")] public string GroupId { get; set; } = "";
    [Field("0")] public string MemberId { get; set; } = "";
}

/// <summary>The tasks that a member has, and those that it has yet to give up.</summary>
[DataMessage(Versions = "0", Flexible = "0+", RecordType = 22)]
public sealed partial class StreamsGroupCurrentMemberAssignmentValue
{
    [Field("0+")] public int MemberEpoch { get; set; }
    [Field("0+")] public int PreviousMemberEpoch { get; set; }
    [Field("0+")] public sbyte State { get; set; }
    [Field("0+")] public List<TaskIds> ActiveTasks { get; set; } = [];
    [Field("0+")] public List<TaskIds> StandbyTasks { get; set; } = [];
    [Field("0+")] public List<TaskIds> WarmupTasks { get; set; } = [];
    [Field("0+")] public List<TaskIds> ActiveTasksPendingRevocation { get; set; } = [];
    [Field("0+")] public List<TaskIds> StandbyTasksPendingRevocation { get; set; } = [];
    [Field("0+")] public List<TaskIds> WarmupTasksPendingRevocation { get; set; } = [];

    public sealed partial class TaskIds
    {
        [Field("0+")] public string SubtopologyId { get; set; } = "";
        [Field("0+")] public List<int> Partitions { get; set; } = [];
        [Field("0+", Nullable = "0+", Tag = 0)] public List<int>? AssignmentEpochs { get; set; } = [];
    }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Describes groups of the streams protocol (KIP-1071).</summary>
[ApiMessage(ApiKey.StreamsGroupDescribe, MessageKind.Request, Versions = "0", Flexible = "0+")]
public sealed partial class StreamsGroupDescribeRequest
{
    [Field("0+")] public List<string> GroupIds { get; set; } = [];
    [Field("0+")] public bool IncludeAuthorizedOperations { get; set; }
}

/// <summary>Topology, members and tasks of each group.</summary>
[ApiMessage(ApiKey.StreamsGroupDescribe, MessageKind.Response, Versions = "0", Flexible = "0+")]
public sealed partial class StreamsGroupDescribeResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<DescribedGroup> Groups { get; set; } = [];

    public sealed partial class DescribedGroup
    {
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; }
        [Field("0+")] public string GroupId { get; set; } = "";
        [Field("0+")] public string GroupState { get; set; } = "";
        [Field("0+")] public int GroupEpoch { get; set; }
        [Field("0+")] public int AssignmentEpoch { get; set; }
        [Field("0+", Nullable = "0+")] public Topology? Topology { get; set; }
        [Field("0+")] public List<Member> Members { get; set; } = [];
        [Field("0+")] public int AuthorizedOperations { get; set; } = int.MinValue;
    }

    public sealed partial class Topology
    {
        [Field("0+")] public int Epoch { get; set; }
        [Field("0+", Nullable = "0+")] public List<Subtopology>? Subtopologies { get; set; }
    }

    public sealed partial class Subtopology
    {
        [Field("0+")] public string SubtopologyId { get; set; } = "";
        [Field("0+")] public List<string> SourceTopics { get; set; } = [];
        [Field("0+")] public List<string> RepartitionSinkTopics { get; set; } = [];
        [Field("0+")] public List<TopicInfo> StateChangelogTopics { get; set; } = [];
        [Field("0+")] public List<TopicInfo> RepartitionSourceTopics { get; set; } = [];
    }

    public sealed partial class TopicInfo
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public int Partitions { get; set; }
        [Field("0+")] public short ReplicationFactor { get; set; }
        [Field("0+")] public List<KeyValue> TopicConfigs { get; set; } = [];
    }

    public sealed partial class KeyValue
    {
        [Field("0+")] public string Key { get; set; } = "";
        [Field("0+")] public string Value { get; set; } = "";
    }

    public sealed partial class Member
    {
        [Field("0+")] public string MemberId { get; set; } = "";
        [Field("0+")] public int MemberEpoch { get; set; }
        [Field("0+", Nullable = "0+")] public string? InstanceId { get; set; }
        [Field("0+", Nullable = "0+")] public string? RackId { get; set; }
        [Field("0+")] public string ClientId { get; set; } = "";
        [Field("0+")] public string ClientHost { get; set; } = "";
        [Field("0+")] public int TopologyEpoch { get; set; }
        [Field("0+")] public string ProcessId { get; set; } = "";
        [Field("0+", Nullable = "0+")] public Endpoint? UserEndpoint { get; set; }
        [Field("0+")] public List<KeyValue> ClientTags { get; set; } = [];
        [Field("0+")] public List<TaskOffset> TaskOffsets { get; set; } = [];
        [Field("0+")] public List<TaskOffset> TaskEndOffsets { get; set; } = [];
        [Field("0+")] public Assignment Assignment { get; set; } = new();
        [Field("0+")] public Assignment TargetAssignment { get; set; } = new();
        [Field("0+")] public bool IsClassic { get; set; }
    }

    public sealed partial class Endpoint
    {
        [Field("0+")] public string Host { get; set; } = "";
        [Field("0+")] public ushort Port { get; set; }
    }

    public sealed partial class TaskOffset
    {
        [Field("0+")] public string SubtopologyId { get; set; } = "";
        [Field("0+")] public int Partition { get; set; }
        [Field("0+")] public long Offset { get; set; }
    }

    public sealed partial class Assignment
    {
        [Field("0+")] public List<TaskIds> ActiveTasks { get; set; } = [];
        [Field("0+")] public List<TaskIds> StandbyTasks { get; set; } = [];
        [Field("0+")] public List<TaskIds> WarmupTasks { get; set; } = [];
    }

    public sealed partial class TaskIds
    {
        [Field("0+")] public string SubtopologyId { get; set; } = "";
        [Field("0+")] public List<int> Partitions { get; set; } = [];
    }
}

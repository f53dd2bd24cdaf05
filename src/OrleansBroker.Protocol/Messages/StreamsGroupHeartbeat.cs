using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Joins, keeps up and leaves a streams group (KIP-1071); null means unchanged.</summary>
[ApiMessage(ApiKey.StreamsGroupHeartbeat, MessageKind.Request, Versions = "0", Flexible = "0+")]
public sealed partial class StreamsGroupHeartbeatRequest
{
    [Field("0+")] public string GroupId { get; set; } = "";
    [Field("0+")] public string MemberId { get; set; } = "";
    [Field("0+")] public int MemberEpoch { get; set; }
    [Field("0+")] public int EndpointInformationEpoch { get; set; }
    [Field("0+", Nullable = "0+")] public string? InstanceId { get; set; }
    [Field("0+", Nullable = "0+")] public string? RackId { get; set; }
    [Field("0+")] public int RebalanceTimeoutMs { get; set; } = -1;
    [Field("0+", Nullable = "0+")] public TopologyData? Topology { get; set; }
    [Field("0+", Nullable = "0+")] public List<TaskIds>? ActiveTasks { get; set; }
    [Field("0+", Nullable = "0+")] public List<TaskIds>? StandbyTasks { get; set; }
    [Field("0+", Nullable = "0+")] public List<TaskIds>? WarmupTasks { get; set; }
    [Field("0+", Nullable = "0+")] public string? ProcessId { get; set; }
    [Field("0+", Nullable = "0+")] public Endpoint? UserEndpoint { get; set; }
    [Field("0+", Nullable = "0+")] public List<KeyValue>? ClientTags { get; set; }
    [Field("0+", Nullable = "0+")] public List<TaskOffset>? TaskOffsets { get; set; }
    [Field("0+", Nullable = "0+")] public List<TaskOffset>? TaskEndOffsets { get; set; }
    [Field("0+")] public bool ShutdownApplication { get; set; }

    public sealed partial class TopologyData
    {
        [Field("0+")] public int Epoch { get; set; }
        [Field("0+")] public List<Subtopology> Subtopologies { get; set; } = [];
    }

    public sealed partial class Subtopology
    {
        [Field("0+")] public string SubtopologyId { get; set; } = "";
        [Field("0+")] public List<string> SourceTopics { get; set; } = [];
        [Field("0+")] public List<string> SourceTopicRegex { get; set; } = [];
        [Field("0+")] public List<TopicInfo> StateChangelogTopics { get; set; } = [];
        [Field("0+")] public List<string> RepartitionSinkTopics { get; set; } = [];
        [Field("0+")] public List<TopicInfo> RepartitionSourceTopics { get; set; } = [];
        [Field("0+")] public List<CopartitionGroup> CopartitionGroups { get; set; } = [];
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

    public sealed partial class CopartitionGroup
    {
        [Field("0+")] public List<short> SourceTopics { get; set; } = [];
        [Field("0+")] public List<short> SourceTopicRegex { get; set; } = [];
        [Field("0+")] public List<short> RepartitionSourceTopics { get; set; } = [];
    }

    public sealed partial class TaskIds
    {
        [Field("0+")] public string SubtopologyId { get; set; } = "";
        [Field("0+")] public List<int> Partitions { get; set; } = [];
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
}

/// <summary>The member's epoch and, where they have changed, its tasks.</summary>
[ApiMessage(ApiKey.StreamsGroupHeartbeat, MessageKind.Response, Versions = "0", Flexible = "0+")]
public sealed partial class StreamsGroupHeartbeatResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; }
    [Field("0+")] public string MemberId { get; set; } = "";
    [Field("0+")] public int MemberEpoch { get; set; }
    [Field("0+")] public int HeartbeatIntervalMs { get; set; }
    [Field("0+")] public int AcceptableRecoveryLag { get; set; }
    [Field("0+")] public int TaskOffsetIntervalMs { get; set; }
    [Field("0+", Nullable = "0+")] public List<StatusData>? Status { get; set; } = [];
    [Field("0+", Nullable = "0+")] public List<TaskIds>? ActiveTasks { get; set; }
    [Field("0+", Nullable = "0+")] public List<TaskIds>? StandbyTasks { get; set; }
    [Field("0+", Nullable = "0+")] public List<TaskIds>? WarmupTasks { get; set; }
    [Field("0+")] public int EndpointInformationEpoch { get; set; }
    [Field("0+", Nullable = "0+")] public List<EndpointToPartitions>? PartitionsByUserEndpoint { get; set; }

    public sealed partial class StatusData
    {
        [Field("0+")] public sbyte StatusCode { get; set; }
        [Field("0+")] public string StatusDetail { get; set; } = "";
    }

    public sealed partial class TaskIds
    {
        [Field("0+")] public string SubtopologyId { get; set; } = "";
        [Field("0+")] public List<int> Partitions { get; set; } = [];
    }

    public sealed partial class EndpointToPartitions
    {
        [Field("0+")] public Endpoint UserEndpoint { get; set; } = new();
        [Field("0+")] public List<TopicPartition> ActivePartitions { get; set; } = [];
        [Field("0+")] public List<TopicPartition> StandbyPartitions { get; set; } = [];
    }

    public sealed partial class Endpoint
    {
        [Field("0+")] public string Host { get; set; } = "";
        [Field("0+")] public ushort Port { get; set; }
    }

    public sealed partial class TopicPartition
    {
        [Field("0+")] public string Topic { get; set; } = "";
        [Field("0+")] public List<int> Partitions { get; set; } = [];
    }
}

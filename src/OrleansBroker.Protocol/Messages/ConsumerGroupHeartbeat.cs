using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Joins, keeps up and leaves a group of the consumer protocol (KIP-848); null means unchanged.</summary>
[ApiMessage(ApiKey.ConsumerGroupHeartbeat, MessageKind.Request, Versions = "0-1", Flexible = "0+")]
public sealed partial class ConsumerGroupHeartbeatRequest
{
    [Field("0+")] public string GroupId { get; set; } = "";
    [Field("0+")] public string MemberId { get; set; } = "";
    [Field("0+")] public int MemberEpoch { get; set; }
    [Field("0+", Nullable = "0+")] public string? InstanceId { get; set; }
    [Field("0+", Nullable = "0+")] public string? RackId { get; set; }
    [Field("0+")] public int RebalanceTimeoutMs { get; set; } = -1;
    [Field("0+", Nullable = "0+")] public List<string>? SubscribedTopicNames { get; set; }
    [Field("1+", Nullable = "1+")] public string? SubscribedTopicRegex { get; set; }
    [Field("0+", Nullable = "0+")] public string? ServerAssignor { get; set; }
    [Field("0+", Nullable = "0+")] public List<TopicPartitionsData>? TopicPartitions { get; set; }

    public sealed partial class TopicPartitionsData
    {
        [Field("0+")] public TopicId TopicId { get; set; }
        [Field("0+")] public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>The member's epoch and, where it has changed, its assignment.</summary>
[ApiMessage(ApiKey.ConsumerGroupHeartbeat, MessageKind.Response, Versions = "0-1", Flexible = "0+")]
public sealed partial class ConsumerGroupHeartbeatResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; }
    [Field("0+", Nullable = "0+")] public string? MemberId { get; set; }
    [Field("0+")] public int MemberEpoch { get; set; }
    [Field("0+")] public int HeartbeatIntervalMs { get; set; }
    [Field("0+", Nullable = "0+")] public AssignmentData? Assignment { get; set; }

    public sealed partial class AssignmentData
    {
        [Field("0+")] public List<TopicPartitions> TopicPartitions { get; set; } = [];
    }

    public sealed partial class TopicPartitions
    {
        [Field("0+")] public TopicId TopicId { get; set; }
        [Field("0+")] public List<int> Partitions { get; set; } = [];
    }
}

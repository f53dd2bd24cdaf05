using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Joins, keeps up and leaves a share group; null means unchanged.</summary>
[ApiMessage(ApiKey.ShareGroupHeartbeat, MessageKind.Request, Versions = "1", Flexible = "0+")]
public sealed partial class ShareGroupHeartbeatRequest
{
    [Field("0+")] public string GroupId { get; set; } = "";
    [Field("0+")] public string MemberId { get; set; } = "";
    [Field("0+")] public int MemberEpoch { get; set; }
    [Field("0+", Nullable = "0+")] public string? RackId { get; set; }
    [Field("0+", Nullable = "0+")] public List<string>? SubscribedTopicNames { get; set; }
}

/// <summary>The member's epoch and, where it has changed, its assignment.</summary>
[ApiMessage(ApiKey.ShareGroupHeartbeat, MessageKind.Response, Versions = "1", Flexible = "0+")]
public sealed partial class ShareGroupHeartbeatResponse
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

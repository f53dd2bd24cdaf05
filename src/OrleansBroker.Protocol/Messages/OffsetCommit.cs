using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Commits offsets of a group.</summary>
[ApiMessage(ApiKey.OffsetCommit, MessageKind.Request, Versions = "2-10", Flexible = "8+")]
public sealed partial class OffsetCommitRequest
{
    [Field("0+")] public string GroupId { get; set; } = "";
    [Field("1+", Ignorable = true)] public int GenerationIdOrMemberEpoch { get; set; } = -1;
    [Field("1+", Ignorable = true)] public string MemberId { get; set; } = "";
    [Field("7+", Nullable = "7+")] public string? GroupInstanceId { get; set; }
    [Field("2-4", Ignorable = true)] public long RetentionTimeMs { get; set; } = -1;
    [Field("0+")] public List<OffsetCommitRequestTopic> Topics { get; set; } = [];

    public sealed partial class OffsetCommitRequestTopic
    {
        [Field("0-9", Ignorable = true)] public string Name { get; set; } = "";
        [Field("10+", Ignorable = true)] public TopicId TopicId { get; set; }
        [Field("0+")] public List<OffsetCommitRequestPartition> Partitions { get; set; } = [];
    }

    public sealed partial class OffsetCommitRequestPartition
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public long CommittedOffset { get; set; }
        [Field("6+", Ignorable = true)] public int CommittedLeaderEpoch { get; set; } = -1;
        [Field("0+", Nullable = "0+")] public string? CommittedMetadata { get; set; } = "";
    }
}

/// <summary>The outcome per partition.</summary>
[ApiMessage(ApiKey.OffsetCommit, MessageKind.Response, Versions = "2-10", Flexible = "8+")]
public sealed partial class OffsetCommitResponse
{
    [Field("3+", Ignorable = true)] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<OffsetCommitResponseTopic> Topics { get; set; } = [];

    public sealed partial class OffsetCommitResponseTopic
    {
        [Field("0-9", Ignorable = true)] public string Name { get; set; } = "";
        [Field("10+", Ignorable = true)] public TopicId TopicId { get; set; }
        [Field("0+")] public List<OffsetCommitResponsePartition> Partitions { get; set; } = [];
    }

    public sealed partial class OffsetCommitResponsePartition
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
    }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Asks for the committed offsets of groups; null topics mean all.</summary>
[ApiMessage(ApiKey.OffsetFetch, MessageKind.Request, Versions = "1-10", Flexible = "6+")]
public sealed partial class OffsetFetchRequest
{
    [Field("0-7")] public string GroupId { get; set; } = "";
    [Field("0-7", Nullable = "2-7")] public List<OffsetFetchRequestTopic>? Topics { get; set; } = [];
    [Field("8+")] public List<OffsetFetchRequestGroup> Groups { get; set; } = [];
    [Field("7+")] public bool RequireStable { get; set; }

    public sealed partial class OffsetFetchRequestTopic
    {
        [Field("0-7")] public string Name { get; set; } = "";
        [Field("0-7")] public List<int> PartitionIndexes { get; set; } = [];
    }

    public sealed partial class OffsetFetchRequestGroup
    {
        [Field("8+")] public string GroupId { get; set; } = "";
        [Field("9+", Nullable = "9+", Ignorable = true)] public string? MemberId { get; set; }
        [Field("9+", Ignorable = true)] public int MemberEpoch { get; set; } = -1;
        [Field("8+", Nullable = "8+")] public List<OffsetFetchRequestTopics>? Topics { get; set; } = [];
    }

    public sealed partial class OffsetFetchRequestTopics
    {
        [Field("8-9", Ignorable = true)] public string Name { get; set; } = "";
        [Field("10+", Ignorable = true)] public TopicId TopicId { get; set; }
        [Field("8+")] public List<int> PartitionIndexes { get; set; } = [];
    }
}

/// <summary>The committed offset of each partition.</summary>
[ApiMessage(ApiKey.OffsetFetch, MessageKind.Response, Versions = "1-10", Flexible = "6+")]
public sealed partial class OffsetFetchResponse
{
    [Field("3+", Ignorable = true)] public int ThrottleTimeMs { get; set; }
    [Field("0-7")] public List<OffsetFetchResponseTopic> Topics { get; set; } = [];
    [Field("2-7", Ignorable = true)] public ErrorCode ErrorCode { get; set; }
    [Field("8+")] public List<OffsetFetchResponseGroup> Groups { get; set; } = [];

    public sealed partial class OffsetFetchResponseTopic
    {
        [Field("0-7")] public string Name { get; set; } = "";
        [Field("0-7")] public List<OffsetFetchResponsePartition> Partitions { get; set; } = [];
    }

    public sealed partial class OffsetFetchResponsePartition
    {
        [Field("0-7")] public int PartitionIndex { get; set; }
        [Field("0-7")] public long CommittedOffset { get; set; }
        [Field("5-7", Ignorable = true)] public int CommittedLeaderEpoch { get; set; } = -1;
        [Field("0-7", Nullable = "0-7")] public string? Metadata { get; set; } = "";
        [Field("0-7")] public ErrorCode ErrorCode { get; set; }
    }

    public sealed partial class OffsetFetchResponseGroup
    {
        [Field("8+")] public string GroupId { get; set; } = "";
        [Field("8+")] public List<OffsetFetchResponseTopics> Topics { get; set; } = [];
        [Field("8+")] public ErrorCode ErrorCode { get; set; }
    }

    public sealed partial class OffsetFetchResponseTopics
    {
        [Field("8-9", Ignorable = true)] public string Name { get; set; } = "";
        [Field("10+", Ignorable = true)] public TopicId TopicId { get; set; }
        [Field("8+")] public List<OffsetFetchResponsePartitions> Partitions { get; set; } = [];
    }

    public sealed partial class OffsetFetchResponsePartitions
    {
        [Field("8+")] public int PartitionIndex { get; set; }
        [Field("8+")] public long CommittedOffset { get; set; }
        [Field("8+", Ignorable = true)] public int CommittedLeaderEpoch { get; set; } = -1;
        [Field("8+", Nullable = "8+")] public string? Metadata { get; set; } = "";
        [Field("8+")] public ErrorCode ErrorCode { get; set; }
    }
}

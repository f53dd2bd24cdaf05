using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Asks for the start offsets of share groups.</summary>
[ApiMessage(ApiKey.DescribeShareGroupOffsets, MessageKind.Request, Versions = "0-1", Flexible = "0+")]
public sealed partial class DescribeShareGroupOffsetsRequest
{
    [Field("0+")] public List<DescribeShareGroupOffsetsRequestGroup> Groups { get; set; } = [];

    public sealed partial class DescribeShareGroupOffsetsRequestGroup
    {
        [Field("0+")] public string GroupId { get; set; } = "";
        [Field("0+", Nullable = "0+")] public List<DescribeShareGroupOffsetsRequestTopic>? Topics { get; set; } = [];
    }

    public sealed partial class DescribeShareGroupOffsetsRequestTopic
    {
        [Field("0+")] public string TopicName { get; set; } = "";
        [Field("0+")] public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>The start offset and lag of each partition.</summary>
[ApiMessage(ApiKey.DescribeShareGroupOffsets, MessageKind.Response, Versions = "0-1", Flexible = "0+")]
public sealed partial class DescribeShareGroupOffsetsResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<DescribeShareGroupOffsetsResponseGroup> Groups { get; set; } = [];

    public sealed partial class DescribeShareGroupOffsetsResponseGroup
    {
        [Field("0+")] public string GroupId { get; set; } = "";
        [Field("0+")] public List<DescribeShareGroupOffsetsResponseTopic> Topics { get; set; } = [];
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; }
    }

    public sealed partial class DescribeShareGroupOffsetsResponseTopic
    {
        [Field("0+")] public string TopicName { get; set; } = "";
        [Field("0+")] public TopicId TopicId { get; set; }
        [Field("0+")] public List<DescribeShareGroupOffsetsResponsePartition> Partitions { get; set; } = [];
    }

    public sealed partial class DescribeShareGroupOffsetsResponsePartition
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public long StartOffset { get; set; }
        [Field("0+")] public int LeaderEpoch { get; set; }
        [Field("1+", Ignorable = true)] public long Lag { get; set; } = -1;
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; }
    }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Sets the start offsets of a share group that has no members.</summary>
[ApiMessage(ApiKey.AlterShareGroupOffsets, MessageKind.Request, Versions = "0", Flexible = "0+")]
public sealed partial class AlterShareGroupOffsetsRequest
{
    [Field("0+")] public string GroupId { get; set; } = "";
    [Field("0+")] public List<AlterShareGroupOffsetsRequestTopic> Topics { get; set; } = [];

    public sealed partial class AlterShareGroupOffsetsRequestTopic
    {
        [Field("0+")] public string TopicName { get; set; } = "";
        [Field("0+")] public List<AlterShareGroupOffsetsRequestPartition> Partitions { get; set; } = [];
    }

    public sealed partial class AlterShareGroupOffsetsRequestPartition
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public long StartOffset { get; set; }
    }
}

/// <summary>The outcome per partition.</summary>
[ApiMessage(ApiKey.AlterShareGroupOffsets, MessageKind.Response, Versions = "0", Flexible = "0+")]
public sealed partial class AlterShareGroupOffsetsResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; }
    [Field("0+")] public List<AlterShareGroupOffsetsResponseTopic> Responses { get; set; } = [];

    public sealed partial class AlterShareGroupOffsetsResponseTopic
    {
        [Field("0+")] public string TopicName { get; set; } = "";
        [Field("0+")] public TopicId TopicId { get; set; }
        [Field("0+")] public List<AlterShareGroupOffsetsResponsePartition> Partitions { get; set; } = [];
    }

    public sealed partial class AlterShareGroupOffsetsResponsePartition
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; }
    }
}

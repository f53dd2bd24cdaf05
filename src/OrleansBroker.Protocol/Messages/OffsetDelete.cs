using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Deletes committed offsets of a group.</summary>
[ApiMessage(ApiKey.OffsetDelete, MessageKind.Request, Versions = "0")]
public sealed partial class OffsetDeleteRequest
{
    [Field("0+")] public string GroupId { get; set; } = "";
    [Field("0+")] public List<OffsetDeleteRequestTopic> Topics { get; set; } = [];

    public sealed partial class OffsetDeleteRequestTopic
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public List<OffsetDeleteRequestPartition> Partitions { get; set; } = [];
    }

    public sealed partial class OffsetDeleteRequestPartition
    {
        [Field("0+")] public int PartitionIndex { get; set; }
    }
}

/// <summary>The outcome per partition.</summary>
[ApiMessage(ApiKey.OffsetDelete, MessageKind.Response, Versions = "0")]
public sealed partial class OffsetDeleteResponse
{
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+", Ignorable = true)] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<OffsetDeleteResponseTopic> Topics { get; set; } = [];

    public sealed partial class OffsetDeleteResponseTopic
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public List<OffsetDeleteResponsePartition> Partitions { get; set; } = [];
    }

    public sealed partial class OffsetDeleteResponsePartition
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
    }
}

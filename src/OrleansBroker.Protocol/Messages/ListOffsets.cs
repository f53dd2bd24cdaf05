using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Asks for offsets by timestamp; negative timestamps name the ends of the log.</summary>
[ApiMessage(ApiKey.ListOffsets, MessageKind.Request, Versions = "1-11", Flexible = "6+")]
public sealed partial class ListOffsetsRequest
{
    [Field("0+")] public int ReplicaId { get; set; }
    [Field("2+")] public sbyte IsolationLevel { get; set; }
    [Field("0+")] public List<ListOffsetsTopic> Topics { get; set; } = [];
    [Field("10+", Ignorable = true)] public int TimeoutMs { get; set; }

    public sealed partial class ListOffsetsTopic
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public List<ListOffsetsPartition> Partitions { get; set; } = [];
    }

    public sealed partial class ListOffsetsPartition
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("4+", Ignorable = true)] public int CurrentLeaderEpoch { get; set; } = -1;
        [Field("0+")] public long Timestamp { get; set; }
    }
}

/// <summary>An offset, and its record's timestamp, per partition.</summary>
[ApiMessage(ApiKey.ListOffsets, MessageKind.Response, Versions = "1-11", Flexible = "6+")]
public sealed partial class ListOffsetsResponse
{
    [Field("2+", Ignorable = true)] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<ListOffsetsTopicResponse> Topics { get; set; } = [];

    public sealed partial class ListOffsetsTopicResponse
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public List<ListOffsetsPartitionResponse> Partitions { get; set; } = [];
    }

    public sealed partial class ListOffsetsPartitionResponse
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("1+")] public long Timestamp { get; set; } = -1;
        [Field("1+")] public long Offset { get; set; } = -1;
        [Field("4+")] public int LeaderEpoch { get; set; } = -1;
    }
}

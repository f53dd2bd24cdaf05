using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Asks where leader epochs end, to find the point where two logs diverge.</summary>
[ApiMessage(ApiKey.OffsetForLeaderEpoch, MessageKind.Request, Versions = "2-4", Flexible = "4+")]
public sealed partial class OffsetForLeaderEpochRequest
{
    [Field("3+", Ignorable = true)] public int ReplicaId { get; set; } = -2;
    [Field("0+")] public List<OffsetForLeaderTopic> Topics { get; set; } = [];

    public sealed partial class OffsetForLeaderTopic
    {
        [Field("0+")] public string Topic { get; set; } = "";
        [Field("0+")] public List<OffsetForLeaderPartition> Partitions { get; set; } = [];
    }

    public sealed partial class OffsetForLeaderPartition
    {
        [Field("0+")] public int Partition { get; set; }
        [Field("2+", Ignorable = true)] public int CurrentLeaderEpoch { get; set; } = -1;
        [Field("0+")] public int LeaderEpoch { get; set; }
    }
}

/// <summary>The end offset of the epoch asked for, or of the nearest one before it.</summary>
[ApiMessage(ApiKey.OffsetForLeaderEpoch, MessageKind.Response, Versions = "2-4", Flexible = "4+")]
public sealed partial class OffsetForLeaderEpochResponse
{
    [Field("2+", Ignorable = true)] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<OffsetForLeaderTopicResult> Topics { get; set; } = [];

    public sealed partial class OffsetForLeaderTopicResult
    {
        [Field("0+")] public string Topic { get; set; } = "";
        [Field("0+")] public List<EpochEndOffset> Partitions { get; set; } = [];
    }

    public sealed partial class EpochEndOffset
    {
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+")] public int Partition { get; set; }
        [Field("1+", Ignorable = true)] public int LeaderEpoch { get; set; } = -1;
        [Field("0+")] public long EndOffset { get; set; } = -1;
    }
}

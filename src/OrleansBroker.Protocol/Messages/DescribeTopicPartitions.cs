using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Asks for the partitions of topics, a page at a time.</summary>
[ApiMessage(ApiKey.DescribeTopicPartitions, MessageKind.Request, Versions = "0", Flexible = "0+")]
public sealed partial class DescribeTopicPartitionsRequest
{
    [Field("0+")] public List<TopicRequest> Topics { get; set; } = [];
    [Field("0+")] public int ResponsePartitionLimit { get; set; } = 2_000;
    [Field("0+", Nullable = "0+")] public CursorData? Cursor { get; set; }

    public sealed partial class TopicRequest
    {
        [Field("0+")] public string Name { get; set; } = "";
    }

    public sealed partial class CursorData
    {
        [Field("0+")] public string TopicName { get; set; } = "";
        [Field("0+")] public int PartitionIndex { get; set; }
    }
}

/// <summary>One page of partitions and where the next page begins.</summary>
[ApiMessage(ApiKey.DescribeTopicPartitions, MessageKind.Response, Versions = "0", Flexible = "0+")]
public sealed partial class DescribeTopicPartitionsResponse
{
    [Field("0+", Ignorable = true)] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<DescribeTopicPartitionsResponseTopic> Topics { get; set; } = [];
    [Field("0+", Nullable = "0+")] public Cursor? NextCursor { get; set; }

    public sealed partial class DescribeTopicPartitionsResponseTopic
    {
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? Name { get; set; } = "";
        [Field("0+", Ignorable = true)] public TopicId TopicId { get; set; }
        [Field("0+", Ignorable = true)] public bool IsInternal { get; set; }
        [Field("0+")] public List<DescribeTopicPartitionsResponsePartition> Partitions { get; set; } = [];
        [Field("0+")] public int TopicAuthorizedOperations { get; set; } = int.MinValue;
    }

    public sealed partial class DescribeTopicPartitionsResponsePartition
    {
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public int LeaderId { get; set; }
        [Field("0+", Ignorable = true)] public int LeaderEpoch { get; set; } = -1;
        [Field("0+")] public List<int> ReplicaNodes { get; set; } = [];
        [Field("0+")] public List<int> IsrNodes { get; set; } = [];
        [Field("0+", Nullable = "0+")] public List<int>? EligibleLeaderReplicas { get; set; }
        [Field("0+", Nullable = "0+")] public List<int>? LastKnownElr { get; set; }
        [Field("0+", Ignorable = true)] public List<int> OfflineReplicas { get; set; } = [];
    }

    public sealed partial class Cursor
    {
        [Field("0+")] public string TopicName { get; set; } = "";
        [Field("0+")] public int PartitionIndex { get; set; }
    }
}

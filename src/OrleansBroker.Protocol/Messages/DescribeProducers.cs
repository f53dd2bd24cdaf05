using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Asks for the producers that a partition holds state of.</summary>
[ApiMessage(ApiKey.DescribeProducers, MessageKind.Request, Versions = "0", Flexible = "0+")]
public sealed partial class DescribeProducersRequest
{
    [Field("0+")] public List<TopicRequest> Topics { get; set; } = [];

    public sealed partial class TopicRequest
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public List<int> PartitionIndexes { get; set; } = [];
    }
}

/// <summary>The state of each producer.</summary>
[ApiMessage(ApiKey.DescribeProducers, MessageKind.Response, Versions = "0", Flexible = "0+")]
public sealed partial class DescribeProducersResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<TopicResponse> Topics { get; set; } = [];

    public sealed partial class TopicResponse
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public List<PartitionResponse> Partitions { get; set; } = [];
    }

    public sealed partial class PartitionResponse
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; }
        [Field("0+")] public List<ProducerState> ActiveProducers { get; set; } = [];
    }

    public sealed partial class ProducerState
    {
        [Field("0+")] public long ProducerId { get; set; }
        [Field("0+")] public int ProducerEpoch { get; set; }
        [Field("0+")] public int LastSequence { get; set; } = -1;
        [Field("0+")] public long LastTimestamp { get; set; } = -1;
        [Field("0+")] public int CoordinatorEpoch { get; set; }
        [Field("0+")] public long CurrentTxnStartOffset { get; set; } = -1;
    }
}

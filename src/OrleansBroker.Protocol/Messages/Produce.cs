using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Appends one record batch to each of several partitions.</summary>
[ApiMessage(ApiKey.Produce, MessageKind.Request, Versions = "3-13", Flexible = "9+")]
public sealed partial class ProduceRequest
{
    [Field("3+", Nullable = "3+")] public string? TransactionalId { get; set; }
    [Field("0+")] public short Acks { get; set; }
    [Field("0+")] public int TimeoutMs { get; set; }
    [Field("0+")] public List<TopicProduceData> TopicData { get; set; } = [];

    public sealed partial class TopicProduceData
    {
        [Field("0-12", Ignorable = true)] public string Name { get; set; } = "";
        [Field("13+", Ignorable = true)] public TopicId TopicId { get; set; }
        [Field("0+")] public List<PartitionProduceData> PartitionData { get; set; } = [];
    }

    public sealed partial class PartitionProduceData
    {
        [Field("0+")] public int Index { get; set; }
        [Field("0+", Nullable = "0+")] public ReadOnlyMemory<byte>? Records { get; set; }
    }
}

/// <summary>Where each batch was written, or why it was not.</summary>
[ApiMessage(ApiKey.Produce, MessageKind.Response, Versions = "3-13", Flexible = "9+")]
public sealed partial class ProduceResponse
{
    [Field("0+")] public List<TopicProduceResponse> Responses { get; set; } = [];
    [Field("1+", Ignorable = true)] public int ThrottleTimeMs { get; set; }
    [Field("10+", Tag = 0)] public List<NodeEndpoint> NodeEndpoints { get; set; } = [];

    public sealed partial class TopicProduceResponse
    {
        [Field("0-12", Ignorable = true)] public string Name { get; set; } = "";
        [Field("13+", Ignorable = true)] public TopicId TopicId { get; set; }
        [Field("0+")] public List<PartitionProduceResponse> PartitionResponses { get; set; } = [];
    }

    public sealed partial class PartitionProduceResponse
    {
        [Field("0+")] public int Index { get; set; }
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+")] public long BaseOffset { get; set; }
        [Field("2+", Ignorable = true)] public long LogAppendTimeMs { get; set; } = -1;
        [Field("5+", Ignorable = true)] public long LogStartOffset { get; set; } = -1;
        [Field("8+", Ignorable = true)] public List<BatchIndexAndErrorMessage> RecordErrors { get; set; } = [];
        [Field("8+", Nullable = "8+", Ignorable = true)] public string? ErrorMessage { get; set; }
        [Field("10+", Tag = 0)] public LeaderIdAndEpoch? CurrentLeader { get; set; }
    }

    public sealed partial class BatchIndexAndErrorMessage
    {
        [Field("8+")] public int BatchIndex { get; set; }
        [Field("8+", Nullable = "8+")] public string? BatchIndexErrorMessage { get; set; }
    }

    public sealed partial class LeaderIdAndEpoch
    {
        [Field("10+")] public int LeaderId { get; set; } = -1;
        [Field("10+")] public int LeaderEpoch { get; set; } = -1;
    }

    public sealed partial class NodeEndpoint
    {
        [Field("10+")] public int NodeId { get; set; }
        [Field("10+")] public string Host { get; set; } = "";
        [Field("10+")] public int Port { get; set; }
        [Field("10+", Nullable = "10+")] public string? Rack { get; set; }
    }
}

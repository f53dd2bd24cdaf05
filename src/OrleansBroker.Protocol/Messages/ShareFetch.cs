using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Acquires records through a share group and acknowledges earlier ones.</summary>
[ApiMessage(ApiKey.ShareFetch, MessageKind.Request, Versions = "1-2", Flexible = "0+")]
public sealed partial class ShareFetchRequest
{
    [Field("0+", Nullable = "0+")] public string? GroupId { get; set; }
    [Field("0+", Nullable = "0+")] public string? MemberId { get; set; } = "";
    [Field("0+")] public int ShareSessionEpoch { get; set; }
    [Field("0+")] public int MaxWaitMs { get; set; }
    [Field("0+")] public int MinBytes { get; set; }
    [Field("0+")] public int MaxBytes { get; set; } = int.MaxValue;
    [Field("1+")] public int MaxRecords { get; set; }
    [Field("1+")] public int BatchSize { get; set; }
    [Field("2+", Ignorable = true)] public sbyte ShareAcquireMode { get; set; }
    [Field("2+")] public bool IsRenewAck { get; set; }
    [Field("0+")] public List<FetchTopic> Topics { get; set; } = [];
    [Field("0+")] public List<ForgottenTopic> ForgottenTopicsData { get; set; } = [];

    public sealed partial class FetchTopic
    {
        [Field("0+")] public TopicId TopicId { get; set; }
        [Field("0+")] public List<FetchPartition> Partitions { get; set; } = [];
    }

    public sealed partial class FetchPartition
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public List<AcknowledgementBatch> AcknowledgementBatches { get; set; } = [];
    }

    public sealed partial class AcknowledgementBatch
    {
        [Field("0+")] public long FirstOffset { get; set; }
        [Field("0+")] public long LastOffset { get; set; }
        [Field("0+")] public List<sbyte> AcknowledgeTypes { get; set; } = [];
    }

    public sealed partial class ForgottenTopic
    {
        [Field("0+")] public TopicId TopicId { get; set; }
        [Field("0+")] public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>Record batches and which of their records the member has acquired.</summary>
[ApiMessage(ApiKey.ShareFetch, MessageKind.Response, Versions = "1-2", Flexible = "0+")]
public sealed partial class ShareFetchResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; }
    [Field("1+")] public int AcquisitionLockTimeoutMs { get; set; }
    [Field("0+")] public List<ShareFetchableTopicResponse> Responses { get; set; } = [];
    [Field("0+")] public List<NodeEndpoint> NodeEndpoints { get; set; } = [];

    public sealed partial class ShareFetchableTopicResponse
    {
        [Field("0+")] public TopicId TopicId { get; set; }
        [Field("0+")] public List<PartitionData> Partitions { get; set; } = [];
    }

    public sealed partial class PartitionData
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; }
        [Field("0+")] public ErrorCode AcknowledgeErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? AcknowledgeErrorMessage { get; set; }
        [Field("0+")] public LeaderIdAndEpoch CurrentLeader { get; set; } = new();
        [Field("0+")] public ReadOnlyMemory<byte> Records { get; set; }
        [Field("0+")] public List<AcquiredRecords> AcquiredRecords { get; set; } = [];
    }

    public sealed partial class LeaderIdAndEpoch
    {
        [Field("0+")] public int LeaderId { get; set; }
        [Field("0+")] public int LeaderEpoch { get; set; }
    }

    public sealed partial class AcquiredRecords
    {
        [Field("0+")] public long FirstOffset { get; set; }
        [Field("0+")] public long LastOffset { get; set; }
        [Field("0+")] public short DeliveryCount { get; set; }
    }

    public sealed partial class NodeEndpoint
    {
        [Field("0+")] public int NodeId { get; set; }
        [Field("0+")] public string Host { get; set; } = "";
        [Field("0+")] public int Port { get; set; }
        [Field("0+", Nullable = "0+")] public string? Rack { get; set; }
    }
}

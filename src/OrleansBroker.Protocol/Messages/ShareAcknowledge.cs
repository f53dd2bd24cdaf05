using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Acknowledges records that were delivered through a share group.</summary>
[ApiMessage(ApiKey.ShareAcknowledge, MessageKind.Request, Versions = "1-2", Flexible = "0+")]
public sealed partial class ShareAcknowledgeRequest
{
    [Field("0+", Nullable = "0+")] public string? GroupId { get; set; }
    [Field("0+", Nullable = "0+")] public string? MemberId { get; set; } = "";
    [Field("0+")] public int ShareSessionEpoch { get; set; }
    [Field("2+")] public bool IsRenewAck { get; set; }
    [Field("0+")] public List<AcknowledgeTopic> Topics { get; set; } = [];

    public sealed partial class AcknowledgeTopic
    {
        [Field("0+")] public TopicId TopicId { get; set; }
        [Field("0+")] public List<AcknowledgePartition> Partitions { get; set; } = [];
    }

    public sealed partial class AcknowledgePartition
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
}

/// <summary>The outcome per partition.</summary>
[ApiMessage(ApiKey.ShareAcknowledge, MessageKind.Response, Versions = "1-2", Flexible = "0+")]
public sealed partial class ShareAcknowledgeResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; }
    [Field("2+", Ignorable = true)] public int AcquisitionLockTimeoutMs { get; set; }
    [Field("0+")] public List<ShareAcknowledgeTopicResponse> Responses { get; set; } = [];
    [Field("0+")] public List<NodeEndpoint> NodeEndpoints { get; set; } = [];

    public sealed partial class ShareAcknowledgeTopicResponse
    {
        [Field("0+")] public TopicId TopicId { get; set; }
        [Field("0+")] public List<PartitionData> Partitions { get; set; } = [];
    }

    public sealed partial class PartitionData
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; }
        [Field("0+")] public LeaderIdAndEpoch CurrentLeader { get; set; } = new();
    }

    public sealed partial class LeaderIdAndEpoch
    {
        [Field("0+")] public int LeaderId { get; set; }
        [Field("0+")] public int LeaderEpoch { get; set; }
    }

    public sealed partial class NodeEndpoint
    {
        [Field("0+")] public int NodeId { get; set; }
        [Field("0+")] public string Host { get; set; } = "";
        [Field("0+")] public int Port { get; set; }
        [Field("0+", Nullable = "0+")] public string? Rack { get; set; }
    }
}

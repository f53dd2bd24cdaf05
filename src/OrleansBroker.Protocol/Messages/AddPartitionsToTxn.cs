using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>
/// Adds partitions to a transaction; brokers send it for many transactions at once, and may ask without adding.
/// </summary>
[ApiMessage(ApiKey.AddPartitionsToTxn, MessageKind.Request, Versions = "0-5", Flexible = "3+")]
public sealed partial class AddPartitionsToTxnRequest
{
    [Field("4+")] public List<AddPartitionsToTxnTransaction> Transactions { get; set; } = [];
    [Field("0-3")] public string V3AndBelowTransactionalId { get; set; } = "";
    [Field("0-3")] public long V3AndBelowProducerId { get; set; }
    [Field("0-3")] public short V3AndBelowProducerEpoch { get; set; }
    [Field("0-3")] public List<AddPartitionsToTxnTopic> V3AndBelowTopics { get; set; } = [];

    public sealed partial class AddPartitionsToTxnTransaction
    {
        [Field("4+")] public string TransactionalId { get; set; } = "";
        [Field("4+")] public long ProducerId { get; set; }
        [Field("4+")] public short ProducerEpoch { get; set; }
        [Field("4+")] public bool VerifyOnly { get; set; }
        [Field("4+")] public List<AddPartitionsToTxnTopic> Topics { get; set; } = [];
    }

    public sealed partial class AddPartitionsToTxnTopic
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>The outcome per transaction and partition.</summary>
[ApiMessage(ApiKey.AddPartitionsToTxn, MessageKind.Response, Versions = "0-5", Flexible = "3+")]
public sealed partial class AddPartitionsToTxnResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("4+", Ignorable = true)] public ErrorCode ErrorCode { get; set; }
    [Field("4+")] public List<AddPartitionsToTxnResult> ResultsByTransaction { get; set; } = [];
    [Field("0-3")] public List<AddPartitionsToTxnTopicResult> ResultsByTopicV3AndBelow { get; set; } = [];

    public sealed partial class AddPartitionsToTxnResult
    {
        [Field("4+")] public string TransactionalId { get; set; } = "";
        [Field("4+")] public List<AddPartitionsToTxnTopicResult> TopicResults { get; set; } = [];
    }

    public sealed partial class AddPartitionsToTxnTopicResult
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public List<AddPartitionsToTxnPartitionResult> ResultsByPartition { get; set; } = [];
    }

    public sealed partial class AddPartitionsToTxnPartitionResult
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public ErrorCode PartitionErrorCode { get; set; }
    }
}

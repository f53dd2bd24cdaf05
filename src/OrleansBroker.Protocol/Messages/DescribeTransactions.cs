using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Describes transactions by their transactional ids.</summary>
[ApiMessage(ApiKey.DescribeTransactions, MessageKind.Request, Versions = "0", Flexible = "0+")]
public sealed partial class DescribeTransactionsRequest
{
    [Field("0+")] public List<string> TransactionalIds { get; set; } = [];
}

/// <summary>State, producer and partitions of each transaction.</summary>
[ApiMessage(ApiKey.DescribeTransactions, MessageKind.Response, Versions = "0", Flexible = "0+")]
public sealed partial class DescribeTransactionsResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<TransactionStateData> TransactionStates { get; set; } = [];

    public sealed partial class TransactionStateData
    {
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+")] public string TransactionalId { get; set; } = "";
        [Field("0+")] public string TransactionState { get; set; } = "";
        [Field("0+")] public int TransactionTimeoutMs { get; set; }
        [Field("0+")] public long TransactionStartTimeMs { get; set; }
        [Field("0+")] public long ProducerId { get; set; }
        [Field("0+")] public short ProducerEpoch { get; set; }
        [Field("0+")] public List<TopicData> Topics { get; set; } = [];
    }

    public sealed partial class TopicData
    {
        [Field("0+")] public string Topic { get; set; } = "";
        [Field("0+")] public List<int> Partitions { get; set; } = [];
    }
}

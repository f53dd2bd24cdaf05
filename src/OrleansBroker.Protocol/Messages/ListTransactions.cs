using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Lists the transactions that the broker coordinates.</summary>
[ApiMessage(ApiKey.ListTransactions, MessageKind.Request, Versions = "0-2", Flexible = "0+")]
public sealed partial class ListTransactionsRequest
{
    [Field("0+")] public List<string> StateFilters { get; set; } = [];
    [Field("0+")] public List<long> ProducerIdFilters { get; set; } = [];
    [Field("1+")] public long DurationFilter { get; set; } = -1;
    [Field("2+", Nullable = "2+")] public string? TransactionalIdPattern { get; set; }
}

/// <summary>The transactions, with producer and state.</summary>
[ApiMessage(ApiKey.ListTransactions, MessageKind.Response, Versions = "0-2", Flexible = "0+")]
public sealed partial class ListTransactionsResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+")] public List<string> UnknownStateFilters { get; set; } = [];
    [Field("0+")] public List<TransactionStateData> TransactionStates { get; set; } = [];

    public sealed partial class TransactionStateData
    {
        [Field("0+")] public string TransactionalId { get; set; } = "";
        [Field("0+")] public long ProducerId { get; set; }
        [Field("0+")] public string TransactionState { get; set; } = "";
    }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Commits or aborts a transaction.</summary>
[ApiMessage(ApiKey.EndTxn, MessageKind.Request, Versions = "0-5", Flexible = "3+")]
public sealed partial class EndTxnRequest
{
    [Field("0+")] public string TransactionalId { get; set; } = "";
    [Field("0+")] public long ProducerId { get; set; }
    [Field("0+")] public short ProducerEpoch { get; set; }
    [Field("0+")] public bool Committed { get; set; }
}

/// <summary>The outcome, with the producer epoch to go on with.</summary>
[ApiMessage(ApiKey.EndTxn, MessageKind.Response, Versions = "0-5", Flexible = "3+")]
public sealed partial class EndTxnResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("5+", Ignorable = true)] public long ProducerId { get; set; } = -1;
    [Field("5+", Ignorable = true)] public short ProducerEpoch { get; set; } = -1;
}

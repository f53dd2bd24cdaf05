using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>
/// Announces that a transaction will commit offsets of a group, whose partition joins the transaction.
/// </summary>
[ApiMessage(ApiKey.AddOffsetsToTxn, MessageKind.Request, Versions = "0-4", Flexible = "3+")]
public sealed partial class AddOffsetsToTxnRequest
{
    [Field("0+")] public string TransactionalId { get; set; } = "";
    [Field("0+")] public long ProducerId { get; set; }
    [Field("0+")] public short ProducerEpoch { get; set; }
    [Field("0+")] public string GroupId { get; set; } = "";
}

/// <summary>Whether the group's offsets partition has joined the transaction.</summary>
[ApiMessage(ApiKey.AddOffsetsToTxn, MessageKind.Response, Versions = "0-4", Flexible = "3+")]
public sealed partial class AddOffsetsToTxnResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
}

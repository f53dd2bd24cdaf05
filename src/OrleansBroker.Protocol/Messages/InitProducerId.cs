using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Asks for a producer id; a transactional producer thereby fences its predecessors.</summary>
[ApiMessage(ApiKey.InitProducerId, MessageKind.Request, Versions = "0-5", Flexible = "2+")]
public sealed partial class InitProducerIdRequest
{
    [Field("0+", Nullable = "0+")] public string? TransactionalId { get; set; } = "";
    [Field("0+")] public int TransactionTimeoutMs { get; set; }
    [Field("3+")] public long ProducerId { get; set; } = -1;
    [Field("3+")] public short ProducerEpoch { get; set; } = -1;
}

/// <summary>The producer's id and epoch.</summary>
[ApiMessage(ApiKey.InitProducerId, MessageKind.Response, Versions = "0-5", Flexible = "2+")]
public sealed partial class InitProducerIdResponse
{
    [Field("0+", Ignorable = true)] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+")] public long ProducerId { get; set; } = -1;
    [Field("0+")] public short ProducerEpoch { get; set; }
}

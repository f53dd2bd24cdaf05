using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Delivers the metrics of a client.</summary>
[ApiMessage(ApiKey.PushTelemetry, MessageKind.Request, Versions = "0", Flexible = "0+")]
public sealed partial class PushTelemetryRequest
{
    [Field("0+")] public Guid ClientInstanceId { get; set; }
    [Field("0+")] public int SubscriptionId { get; set; }
    [Field("0+")] public bool Terminating { get; set; }
    [Field("0+")] public sbyte CompressionType { get; set; }
    [Field("0+")] public byte[] Metrics { get; set; } = [];
}

/// <summary>Whether the metrics were accepted.</summary>
[ApiMessage(ApiKey.PushTelemetry, MessageKind.Response, Versions = "0", Flexible = "0+")]
public sealed partial class PushTelemetryResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
}

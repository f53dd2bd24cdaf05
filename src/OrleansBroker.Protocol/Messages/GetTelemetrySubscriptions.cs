using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Asks which metrics a client should push.</summary>
[ApiMessage(ApiKey.GetTelemetrySubscriptions, MessageKind.Request, Versions = "0", Flexible = "0+")]
public sealed partial class GetTelemetrySubscriptionsRequest
{
    [Field("0+")] public Guid ClientInstanceId { get; set; }
}

/// <summary>The subscribed metrics and the pace of pushing them.</summary>
[ApiMessage(ApiKey.GetTelemetrySubscriptions, MessageKind.Response, Versions = "0", Flexible = "0+")]
public sealed partial class GetTelemetrySubscriptionsResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+")] public Guid ClientInstanceId { get; set; }
    [Field("0+")] public int SubscriptionId { get; set; }
    [Field("0+")] public List<sbyte> AcceptedCompressionTypes { get; set; } = [];
    [Field("0+")] public int PushIntervalMs { get; set; }
    [Field("0+")] public int TelemetryMaxBytes { get; set; }
    [Field("0+")] public bool DeltaTemporality { get; set; }
    [Field("0+")] public List<string> RequestedMetrics { get; set; } = [];
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Removes a broker that will not return.</summary>
[ApiMessage(ApiKey.UnregisterBroker, MessageKind.Request, Versions = "0", Flexible = "0+")]
public sealed partial class UnregisterBrokerRequest
{
    [Field("0+")] public int BrokerId { get; set; }
}

/// <summary>Whether the broker was removed.</summary>
[ApiMessage(ApiKey.UnregisterBroker, MessageKind.Response, Versions = "0", Flexible = "0+")]
public sealed partial class UnregisterBrokerResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; } = "";
}

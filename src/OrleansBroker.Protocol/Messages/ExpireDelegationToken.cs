using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Changes the time at which a token expires; negative: at once.</summary>
[ApiMessage(ApiKey.ExpireDelegationToken, MessageKind.Request, Versions = "1-2", Flexible = "2+")]
public sealed partial class ExpireDelegationTokenRequest
{
    [Field("0+")] public byte[] Hmac { get; set; } = [];
    [Field("0+")] public long ExpiryTimePeriodMs { get; set; }
}

/// <summary>The token's new expiry time.</summary>
[ApiMessage(ApiKey.ExpireDelegationToken, MessageKind.Response, Versions = "1-2", Flexible = "2+")]
public sealed partial class ExpireDelegationTokenResponse
{
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+")] public long ExpiryTimestampMs { get; set; }
    [Field("0+")] public int ThrottleTimeMs { get; set; }
}

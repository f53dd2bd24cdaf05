using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Moves the time at which a token expires further away.</summary>
[ApiMessage(ApiKey.RenewDelegationToken, MessageKind.Request, Versions = "1-2", Flexible = "2+")]
public sealed partial class RenewDelegationTokenRequest
{
    [Field("0+")] public byte[] Hmac { get; set; } = [];
    [Field("0+")] public long RenewPeriodMs { get; set; }
}

/// <summary>The token's new expiry time.</summary>
[ApiMessage(ApiKey.RenewDelegationToken, MessageKind.Response, Versions = "1-2", Flexible = "2+")]
public sealed partial class RenewDelegationTokenResponse
{
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+")] public long ExpiryTimestampMs { get; set; }
    [Field("0+")] public int ThrottleTimeMs { get; set; }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Asks for a token that stands in for the credentials of its owner.</summary>
[ApiMessage(ApiKey.CreateDelegationToken, MessageKind.Request, Versions = "1-3", Flexible = "2+")]
public sealed partial class CreateDelegationTokenRequest
{
    [Field("3+", Nullable = "3+")] public string? OwnerPrincipalType { get; set; } = "";
    [Field("3+", Nullable = "3+")] public string? OwnerPrincipalName { get; set; } = "";
    [Field("0+")] public List<CreatableRenewers> Renewers { get; set; } = [];
    [Field("0+")] public long MaxLifetimeMs { get; set; }

    public sealed partial class CreatableRenewers
    {
        [Field("0+")] public string PrincipalType { get; set; } = "";
        [Field("0+")] public string PrincipalName { get; set; } = "";
    }
}

/// <summary>The token and its times.</summary>
[ApiMessage(ApiKey.CreateDelegationToken, MessageKind.Response, Versions = "1-3", Flexible = "2+")]
public sealed partial class CreateDelegationTokenResponse
{
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+")] public string PrincipalType { get; set; } = "";
    [Field("0+")] public string PrincipalName { get; set; } = "";
    [Field("3+")] public string TokenRequesterPrincipalType { get; set; } = "";
    [Field("3+")] public string TokenRequesterPrincipalName { get; set; } = "";
    [Field("0+")] public long IssueTimestampMs { get; set; }
    [Field("0+")] public long ExpiryTimestampMs { get; set; }
    [Field("0+")] public long MaxTimestampMs { get; set; }
    [Field("0+")] public string TokenId { get; set; } = "";
    [Field("0+")] public byte[] Hmac { get; set; } = [];
    [Field("0+")] public int ThrottleTimeMs { get; set; }
}

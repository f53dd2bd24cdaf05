using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Asks for the delegation tokens of owners.</summary>
[ApiMessage(ApiKey.DescribeDelegationToken, MessageKind.Request, Versions = "1-3", Flexible = "2+")]
public sealed partial class DescribeDelegationTokenRequest
{
    [Field("0+", Nullable = "0+")] public List<DescribeDelegationTokenOwner>? Owners { get; set; } = [];

    public sealed partial class DescribeDelegationTokenOwner
    {
        [Field("0+")] public string PrincipalType { get; set; } = "";
        [Field("0+")] public string PrincipalName { get; set; } = "";
    }
}

/// <summary>The tokens that the caller may see.</summary>
[ApiMessage(ApiKey.DescribeDelegationToken, MessageKind.Response, Versions = "1-3", Flexible = "2+")]
public sealed partial class DescribeDelegationTokenResponse
{
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+")] public List<DescribedDelegationToken> Tokens { get; set; } = [];
    [Field("0+")] public int ThrottleTimeMs { get; set; }

    public sealed partial class DescribedDelegationToken
    {
        [Field("0+")] public string PrincipalType { get; set; } = "";
        [Field("0+")] public string PrincipalName { get; set; } = "";
        [Field("3+")] public string TokenRequesterPrincipalType { get; set; } = "";
        [Field("3+")] public string TokenRequesterPrincipalName { get; set; } = "";
        [Field("0+")] public long IssueTimestamp { get; set; }
        [Field("0+")] public long ExpiryTimestamp { get; set; }
        [Field("0+")] public long MaxTimestamp { get; set; }
        [Field("0+")] public string TokenId { get; set; } = "";
        [Field("0+")] public byte[] Hmac { get; set; } = [];
        [Field("0+")] public List<DescribedDelegationTokenRenewer> Renewers { get; set; } = [];
    }

    public sealed partial class DescribedDelegationTokenRenewer
    {
        [Field("0+")] public string PrincipalType { get; set; } = "";
        [Field("0+")] public string PrincipalName { get; set; } = "";
    }
}

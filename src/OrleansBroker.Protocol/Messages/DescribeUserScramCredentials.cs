using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Asks which SCRAM credentials users have; null users mean all.</summary>
[ApiMessage(ApiKey.DescribeUserScramCredentials, MessageKind.Request, Versions = "0", Flexible = "0+")]
public sealed partial class DescribeUserScramCredentialsRequest
{
    [Field("0+", Nullable = "0+")] public List<UserName>? Users { get; set; } = [];

    public sealed partial class UserName
    {
        [Field("0+")] public string Name { get; set; } = "";
    }
}

/// <summary>Mechanisms and iterations per user, never secrets.</summary>
[ApiMessage(ApiKey.DescribeUserScramCredentials, MessageKind.Response, Versions = "0", Flexible = "0+")]
public sealed partial class DescribeUserScramCredentialsResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; } = "";
    [Field("0+")] public List<DescribeUserScramCredentialsResult> Results { get; set; } = [];

    public sealed partial class DescribeUserScramCredentialsResult
    {
        [Field("0+")] public string User { get; set; } = "";
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; } = "";
        [Field("0+")] public List<CredentialInfo> CredentialInfos { get; set; } = [];
    }

    public sealed partial class CredentialInfo
    {
        [Field("0+")] public sbyte Mechanism { get; set; }
        [Field("0+")] public int Iterations { get; set; }
    }
}

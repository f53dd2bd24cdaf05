using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Adds, changes and deletes the SCRAM credentials of users.</summary>
[ApiMessage(ApiKey.AlterUserScramCredentials, MessageKind.Request, Versions = "0", Flexible = "0+")]
public sealed partial class AlterUserScramCredentialsRequest
{
    [Field("0+")] public List<ScramCredentialDeletion> Deletions { get; set; } = [];
    [Field("0+")] public List<ScramCredentialUpsertion> Upsertions { get; set; } = [];

    public sealed partial class ScramCredentialDeletion
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public sbyte Mechanism { get; set; }
    }

    public sealed partial class ScramCredentialUpsertion
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public sbyte Mechanism { get; set; }
        [Field("0+")] public int Iterations { get; set; }
        [Field("0+")] public byte[] Salt { get; set; } = [];
        [Field("0+")] public byte[] SaltedPassword { get; set; } = [];
    }
}

/// <summary>The outcome per user.</summary>
[ApiMessage(ApiKey.AlterUserScramCredentials, MessageKind.Response, Versions = "0", Flexible = "0+")]
public sealed partial class AlterUserScramCredentialsResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<AlterUserScramCredentialsResult> Results { get; set; } = [];

    public sealed partial class AlterUserScramCredentialsResult
    {
        [Field("0+")] public string User { get; set; } = "";
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; } = "";
    }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>One step of the SASL exchange.</summary>
[ApiMessage(ApiKey.SaslAuthenticate, MessageKind.Request, Versions = "0-2", Flexible = "2+")]
public sealed partial class SaslAuthenticateRequest
{
    [Field("0+")] public byte[] AuthBytes { get; set; } = [];
}

/// <summary>The answer to the step; the session's lifetime after the last one.</summary>
[ApiMessage(ApiKey.SaslAuthenticate, MessageKind.Response, Versions = "0-2", Flexible = "2+")]
public sealed partial class SaslAuthenticateResponse
{
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; } = "";
    [Field("0+")] public byte[] AuthBytes { get; set; } = [];
    [Field("1+", Ignorable = true)] public long SessionLifetimeMs { get; set; }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Chooses the SASL mechanism.</summary>
[ApiMessage(ApiKey.SaslHandshake, MessageKind.Request, Versions = "0-1")]
public sealed partial class SaslHandshakeRequest
{
    [Field("0+")] public string Mechanism { get; set; } = "";
}

/// <summary>The mechanisms that the broker offers.</summary>
[ApiMessage(ApiKey.SaslHandshake, MessageKind.Response, Versions = "0-1")]
public sealed partial class SaslHandshakeResponse
{
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+")] public List<string> Mechanisms { get; set; } = [];
}

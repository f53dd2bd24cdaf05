using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>
/// What stands before every request. The client id keeps its old length in flexible versions, because a broker reads
/// the header before it knows whether it has the version of the request.
/// </summary>
[DataMessage(Versions = "1-2", Flexible = "2+")]
public sealed partial class RequestHeader
{
    [Field("0+")] public ApiKey RequestApiKey { get; set; }
    [Field("0+")] public short RequestApiVersion { get; set; }
    [Field("0+")] public int CorrelationId { get; set; }
    [Field("1+", Nullable = "1+", NeverCompact = true)] public string? ClientId { get; set; } = "";
}

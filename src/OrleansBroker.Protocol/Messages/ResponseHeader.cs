using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>What stands before every response.</summary>
[DataMessage(Versions = "0-1", Flexible = "1+")]
public sealed partial class ResponseHeader
{
    [Field("0+")] public int CorrelationId { get; set; }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>The value of a control record that ends a transaction.</summary>
[DataMessage(Versions = "0")]
public sealed partial class EndTxnMarker
{
    [Field("0+")] public int CoordinatorEpoch { get; set; }
}

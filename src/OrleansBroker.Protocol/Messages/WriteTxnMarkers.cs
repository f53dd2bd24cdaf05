using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Tells partition leaders to end transactions with a commit or abort marker.</summary>
[ApiMessage(ApiKey.WriteTxnMarkers, MessageKind.Request, Versions = "1-2", Flexible = "1+")]
public sealed partial class WriteTxnMarkersRequest
{
    [Field("0+")] public List<WritableTxnMarker> Markers { get; set; } = [];

    public sealed partial class WritableTxnMarker
    {
        [Field("0+")] public long ProducerId { get; set; }
        [Field("0+")] public short ProducerEpoch { get; set; }
        [Field("0+")] public bool TransactionResult { get; set; }
        [Field("0+")] public List<WritableTxnMarkerTopic> Topics { get; set; } = [];
        [Field("0+")] public int CoordinatorEpoch { get; set; }
        [Field("2+", Ignorable = true)] public sbyte TransactionVersion { get; set; }
    }

    public sealed partial class WritableTxnMarkerTopic
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public List<int> PartitionIndexes { get; set; } = [];
    }
}

/// <summary>The outcome per transaction and partition.</summary>
[ApiMessage(ApiKey.WriteTxnMarkers, MessageKind.Response, Versions = "1-2", Flexible = "1+")]
public sealed partial class WriteTxnMarkersResponse
{
    [Field("0+")] public List<WritableTxnMarkerResult> Markers { get; set; } = [];

    public sealed partial class WritableTxnMarkerResult
    {
        [Field("0+")] public long ProducerId { get; set; }
        [Field("0+")] public List<WritableTxnMarkerTopicResult> Topics { get; set; } = [];
    }

    public sealed partial class WritableTxnMarkerTopicResult
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public List<WritableTxnMarkerPartitionResult> Partitions { get; set; } = [];
    }

    public sealed partial class WritableTxnMarkerPartitionResult
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
    }
}

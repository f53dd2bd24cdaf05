using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a consumer group.</summary>
[DataMessage(Versions = "0", RecordType = 3)]
public sealed partial class ConsumerGroupMetadataKey
{
    [Field("0")] public string GroupId { get; set; } = "";
}

/// <summary>The epoch of a consumer group.</summary>
[DataMessage(Versions = "0", Flexible = "0+", RecordType = 3)]
public sealed partial class ConsumerGroupMetadataValue
{
    [Field("0+")] public int Epoch { get; set; }
    [Field("0+", Tag = 0)] public long MetadataHash { get; set; }
}

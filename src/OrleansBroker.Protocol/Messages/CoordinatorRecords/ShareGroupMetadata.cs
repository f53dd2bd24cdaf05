using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a share group.</summary>
[DataMessage(Versions = "0", RecordType = 11)]
public sealed partial class ShareGroupMetadataKey
{
    [Field("0")] public string GroupId { get; set; } = "";
}

/// <summary>The epoch of a share group.</summary>
[DataMessage(Versions = "0", Flexible = "0+", RecordType = 11)]
public sealed partial class ShareGroupMetadataValue
{
    [Field("0+")] public int Epoch { get; set; }
    [Field("0+")] public long MetadataHash { get; set; }
}

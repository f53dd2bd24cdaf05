using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a share group's target assignment.</summary>
[DataMessage(Versions = "0", RecordType = 12)]
public sealed partial class ShareGroupTargetAssignmentMetadataKey
{
    [Field("0")] public string GroupId { get; set; } = "";
}

/// <summary>The epoch that the target assignment was computed for.</summary>
[DataMessage(Versions = "0", Flexible = "0+", RecordType = 12)]
public sealed partial class ShareGroupTargetAssignmentMetadataValue
{
    [Field("0+")] public int AssignmentEpoch { get; set; }
    [Field("0+", Tag = 0, Ignorable = true)] public long AssignmentTimestamp { get; set; }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a streams group.</summary>
[DataMessage(Versions = "0", RecordType = 17)]
public sealed partial class StreamsGroupMetadataKey
{
    [Field("0")] public string GroupId { get; set; } = "";
}

/// <summary>The epoch of a streams group.</summary>
[DataMessage(Versions = "0", Flexible = "0+", RecordType = 17)]
public sealed partial class StreamsGroupMetadataValue
{
    [Field("0+")] public int Epoch { get; set; }
    [Field("0+")] public long MetadataHash { get; set; }
    [Field("0+", Tag = 0)] public int ValidatedTopologyEpoch { get; set; } = -1;
    [Field("0+", Nullable = "0+", Tag = 1)] public List<LastAssignmentConfig>? LastAssignmentConfigs { get; set; } = [];

    public sealed partial class LastAssignmentConfig
    {
        [Field("0+")] public string Key { get; set; } = "";
        [Field("0+")] public string Value { get; set; } = "";
    }
}

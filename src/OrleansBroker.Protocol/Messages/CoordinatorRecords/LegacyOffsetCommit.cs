using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a committed offset in the oldest format.</summary>
[DataMessage(Versions = "0", RecordType = 0)]
public sealed partial class LegacyOffsetCommitKey
{
    [Field("0")] public string Group { get; set; } = "";
    [Field("0")] public string Topic { get; set; } = "";
    [Field("0")] public int Partition { get; set; }
}

/// <summary>A committed offset in the oldest format.</summary>
[DataMessage(Versions = "0", RecordType = 0)]
public sealed partial class LegacyOffsetCommitValue
{
    [Field("0")] public long Offset { get; set; }
    [Field("0")] public string Metadata { get; set; } = "";
    [Field("0")] public long CommitTimestamp { get; set; }
}

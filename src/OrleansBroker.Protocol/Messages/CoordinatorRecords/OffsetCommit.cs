using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a committed offset.</summary>
[DataMessage(Versions = "0", RecordType = 1)]
public sealed partial class OffsetCommitKey
{
    [Field("0")] public string Group { get; set; } = "";
    [Field("0")] public string Topic { get; set; } = "";
    [Field("0")] public int Partition { get; set; }
}

/// <summary>A committed offset.</summary>
[DataMessage(Versions = "0-4", Flexible = "4+", RecordType = 1)]
public sealed partial class OffsetCommitValue
{
    [Field("0+")] public long Offset { get; set; }
    [Field("3+", Ignorable = true)] public int LeaderEpoch { get; set; } = -1;
    [Field("0+")] public string Metadata { get; set; } = "";
    [Field("0+")] public long CommitTimestamp { get; set; }
    [Field("1", Ignorable = true)] public long ExpireTimestamp { get; set; } = -1;
    [Field("4+", Tag = 0, Ignorable = true)] public TopicId TopicId { get; set; }
}

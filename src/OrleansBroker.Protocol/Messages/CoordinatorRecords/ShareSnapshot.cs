using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a snapshot of a share partition.</summary>
[DataMessage(Versions = "0", RecordType = 0)]
public sealed partial class ShareSnapshotKey
{
    [Field("0")] public string GroupId { get; set; } = "";
    [Field("0")] public TopicId TopicId { get; set; }
    [Field("0")] public int Partition { get; set; }
}

/// <summary>The whole delivery state of a share partition.</summary>
[DataMessage(Versions = "0", Flexible = "0+", RecordType = 0)]
public sealed partial class ShareSnapshotValue
{
    [Field("0+")] public int SnapshotEpoch { get; set; }
    [Field("0+")] public int StateEpoch { get; set; }
    [Field("0+")] public int LeaderEpoch { get; set; }
    [Field("0+")] public long StartOffset { get; set; }
    [Field("0+", Tag = 0)] public int DeliveryCompleteCount { get; set; } = -1;
    [Field("0+")] public long CreateTimestamp { get; set; }
    [Field("0+")] public long WriteTimestamp { get; set; }
    [Field("0+")] public List<StateBatch> StateBatches { get; set; } = [];

    public sealed partial class StateBatch
    {
        [Field("0+")] public long FirstOffset { get; set; }
        [Field("0+")] public long LastOffset { get; set; }
        [Field("0+")] public sbyte DeliveryState { get; set; }
        [Field("0+")] public short DeliveryCount { get; set; }
    }
}

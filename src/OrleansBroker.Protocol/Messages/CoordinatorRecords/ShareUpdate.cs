using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of an update of a share partition.</summary>
[DataMessage(Versions = "0", RecordType = 1)]
public sealed partial class ShareUpdateKey
{
    [Field("0")] public string GroupId { get; set; } = "";
    [Field("0")] public TopicId TopicId { get; set; }
    [Field("0")] public int Partition { get; set; }
}

/// <summary>What has changed in a share partition since its last snapshot or update.</summary>
[DataMessage(Versions = "0", Flexible = "0+", RecordType = 1)]
public sealed partial class ShareUpdateValue
{
    [Field("0+")] public int SnapshotEpoch { get; set; }
    [Field("0+")] public int LeaderEpoch { get; set; }
    [Field("0+")] public long StartOffset { get; set; }
    [Field("0+", Tag = 0)] public int DeliveryCompleteCount { get; set; } = -1;
    [Field("0+")] public List<StateBatch> StateBatches { get; set; } = [];

    public sealed partial class StateBatch
    {
        [Field("0+")] public long FirstOffset { get; set; }
        [Field("0+")] public long LastOffset { get; set; }
        [Field("0+")] public sbyte DeliveryState { get; set; }
        [Field("0+")] public short DeliveryCount { get; set; }
    }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>What a member of a classic consumer group is assigned in SyncGroup.</summary>
[DataMessage(Versions = "0-3")]
public sealed partial class ConsumerProtocolAssignment
{
    [Field("0+")] public List<TopicPartition> AssignedPartitions { get; set; } = [];
    [Field("0+", Nullable = "0+")] public byte[]? UserData { get; set; }

    public sealed partial class TopicPartition
    {
        [Field("0+")] public string Topic { get; set; } = "";
        [Field("0+")] public List<int> Partitions { get; set; } = [];
    }
}

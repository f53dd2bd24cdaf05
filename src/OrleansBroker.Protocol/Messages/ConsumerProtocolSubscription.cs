using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>What a member of a classic consumer group says of itself in JoinGroup.</summary>
[DataMessage(Versions = "0-3")]
public sealed partial class ConsumerProtocolSubscription
{
    [Field("0+")] public List<string> Topics { get; set; } = [];
    [Field("0+", Nullable = "0+")] public byte[]? UserData { get; set; }
    [Field("1+", Ignorable = true)] public List<TopicPartition> OwnedPartitions { get; set; } = [];
    [Field("2+", Ignorable = true)] public int GenerationId { get; set; } = -1;
    [Field("3+", Nullable = "3+", Ignorable = true)] public string? RackId { get; set; }

    public sealed partial class TopicPartition
    {
        [Field("1+")] public string Topic { get; set; } = "";
        [Field("1+")] public List<int> Partitions { get; set; } = [];
    }
}

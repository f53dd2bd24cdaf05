using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of what a consumer group knows of its topics; Kafka 4 writes only tombstones.</summary>
[DataMessage(Versions = "0", RecordType = 4)]
public sealed partial class ConsumerGroupPartitionMetadataKey
{
    [Field("0")] public string GroupId { get; set; } = "";
}

/// <summary>The topics of a consumer group and their partition counts.</summary>
[DataMessage(Versions = "0", Flexible = "0+", RecordType = 4)]
public sealed partial class ConsumerGroupPartitionMetadataValue
{
    [Field("0+")] public List<TopicMetadata> Topics { get; set; } = [];

    public sealed partial class TopicMetadata
    {
        [Field("0+")] public TopicId TopicId { get; set; }
        [Field("0+")] public string TopicName { get; set; } = "";
        [Field("0+")] public int NumPartitions { get; set; }
        [Field("0+")] public List<PartitionMetadata> PartitionMetadata { get; set; } = [];
    }

    public sealed partial class PartitionMetadata
    {
        [Field("0+")] public int Partition { get; set; }
        [Field("0+")] public List<string> Racks { get; set; } = [];
    }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a share group's initialised partitions.</summary>
[DataMessage(Versions = "0", RecordType = 15)]
public sealed partial class ShareGroupStatePartitionMetadataKey
{
    [Field("0")] public string GroupId { get; set; } = "";
}

/// <summary>The partitions whose share state is being set up, stands, or is being deleted.</summary>
[DataMessage(Versions = "0", Flexible = "0+", RecordType = 15)]
public sealed partial class ShareGroupStatePartitionMetadataValue
{
    [Field("0+")] public List<TopicPartitionsInfo> InitializingTopics { get; set; } = [];
    [Field("0+")] public List<TopicPartitionsInfo> InitializedTopics { get; set; } = [];
    [Field("0+")] public List<TopicInfo> DeletingTopics { get; set; } = [];

    public sealed partial class TopicPartitionsInfo
    {
        [Field("0+")] public TopicId TopicId { get; set; }
        [Field("0+")] public string TopicName { get; set; } = "";
        [Field("0+")] public List<int> Partitions { get; set; } = [];
    }

    public sealed partial class TopicInfo
    {
        [Field("0+")] public TopicId TopicId { get; set; }
        [Field("0+")] public string TopicName { get; set; } = "";
    }
}

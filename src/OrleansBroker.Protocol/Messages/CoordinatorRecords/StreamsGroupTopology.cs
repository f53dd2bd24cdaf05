using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a streams group's topology.</summary>
[DataMessage(Versions = "0", RecordType = 23)]
public sealed partial class StreamsGroupTopologyKey
{
    [Field("0")] public string GroupId { get; set; } = "";
}

/// <summary>The topology of a streams group.</summary>
[DataMessage(Versions = "0", Flexible = "0+", RecordType = 23)]
public sealed partial class StreamsGroupTopologyValue
{
    [Field("0+")] public int Epoch { get; set; }
    [Field("0+")] public List<Subtopology> Subtopologies { get; set; } = [];

    public sealed partial class Subtopology
    {
        [Field("0+")] public string SubtopologyId { get; set; } = "";
        [Field("0+")] public List<string> SourceTopics { get; set; } = [];
        [Field("0+")] public List<string> SourceTopicRegex { get; set; } = [];
        [Field("0+")] public List<TopicInfo> StateChangelogTopics { get; set; } = [];
        [Field("0+")] public List<string> RepartitionSinkTopics { get; set; } = [];
        [Field("0+")] public List<TopicInfo> RepartitionSourceTopics { get; set; } = [];
        [Field("0+")] public List<CopartitionGroup> CopartitionGroups { get; set; } = [];
    }

    public sealed partial class TopicInfo
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public int Partitions { get; set; }
        [Field("0+")] public short ReplicationFactor { get; set; }
        [Field("0+")] public List<TopicConfig> TopicConfigs { get; set; } = [];
    }

    public sealed partial class TopicConfig
    {
        [Field("0+")] public string Key { get; set; } = "";
        [Field("0+")] public string Value { get; set; } = "";
    }

    public sealed partial class CopartitionGroup
    {
        [Field("0+")] public List<short> SourceTopics { get; set; } = [];
        [Field("0+")] public List<short> SourceTopicRegex { get; set; } = [];
        [Field("0+")] public List<short> RepartitionSourceTopics { get; set; } = [];
    }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Creates topics, or only checks that they could be created.</summary>
[ApiMessage(ApiKey.CreateTopics, MessageKind.Request, Versions = "2-7", Flexible = "5+")]
public sealed partial class CreateTopicsRequest
{
    [Field("0+")] public List<CreatableTopic> Topics { get; set; } = [];
    [Field("0+")] public int TimeoutMs { get; set; } = 60_000;
    [Field("1+")] public bool ValidateOnly { get; set; }

    public sealed partial class CreatableTopic
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public int NumPartitions { get; set; }
        [Field("0+")] public short ReplicationFactor { get; set; }
        [Field("0+")] public List<CreatableReplicaAssignment> Assignments { get; set; } = [];
        [Field("0+")] public List<CreatableTopicConfig> Configs { get; set; } = [];
    }

    public sealed partial class CreatableReplicaAssignment
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public List<int> BrokerIds { get; set; } = [];
    }

    public sealed partial class CreatableTopicConfig
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+", Nullable = "0+")] public string? Value { get; set; } = "";
    }
}

/// <summary>The outcome per topic, with its configuration.</summary>
[ApiMessage(ApiKey.CreateTopics, MessageKind.Response, Versions = "2-7", Flexible = "5+")]
public sealed partial class CreateTopicsResponse
{
    [Field("2+", Ignorable = true)] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<CreatableTopicResult> Topics { get; set; } = [];

    public sealed partial class CreatableTopicResult
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("7+", Ignorable = true)] public TopicId TopicId { get; set; }
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("1+", Nullable = "0+", Ignorable = true)] public string? ErrorMessage { get; set; } = "";
        [Field("5+", Tag = 0, Ignorable = true)] public ErrorCode TopicConfigErrorCode { get; set; }
        [Field("5+", Ignorable = true)] public int NumPartitions { get; set; } = -1;
        [Field("5+", Ignorable = true)] public short ReplicationFactor { get; set; } = -1;
        [Field("5+", Nullable = "5+", Ignorable = true)] public List<CreatableTopicConfigs>? Configs { get; set; } = [];
    }

    public sealed partial class CreatableTopicConfigs
    {
        [Field("5+")] public string Name { get; set; } = "";
        [Field("5+", Nullable = "5+")] public string? Value { get; set; } = "";
        [Field("5+")] public bool ReadOnly { get; set; }
        [Field("5+", Ignorable = true)] public sbyte ConfigSource { get; set; } = -1;
        [Field("5+")] public bool IsSensitive { get; set; }
    }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Adds partitions to topics.</summary>
[ApiMessage(ApiKey.CreatePartitions, MessageKind.Request, Versions = "0-3", Flexible = "2+")]
public sealed partial class CreatePartitionsRequest
{
    [Field("0+")] public List<CreatePartitionsTopic> Topics { get; set; } = [];
    [Field("0+")] public int TimeoutMs { get; set; }
    [Field("0+")] public bool ValidateOnly { get; set; }

    public sealed partial class CreatePartitionsTopic
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public int Count { get; set; }
        [Field("0+", Nullable = "0+")] public List<CreatePartitionsAssignment>? Assignments { get; set; } = [];
    }

    public sealed partial class CreatePartitionsAssignment
    {
        [Field("0+")] public List<int> BrokerIds { get; set; } = [];
    }
}

/// <summary>The outcome per topic.</summary>
[ApiMessage(ApiKey.CreatePartitions, MessageKind.Response, Versions = "0-3", Flexible = "2+")]
public sealed partial class CreatePartitionsResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<CreatePartitionsTopicResult> Results { get; set; } = [];

    public sealed partial class CreatePartitionsTopicResult
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; }
    }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Deletes topics, by name or by id.</summary>
[ApiMessage(ApiKey.DeleteTopics, MessageKind.Request, Versions = "1-6", Flexible = "4+")]
public sealed partial class DeleteTopicsRequest
{
    [Field("6+")] public List<DeleteTopicState> Topics { get; set; } = [];
    [Field("0-5", Ignorable = true)] public List<string> TopicNames { get; set; } = [];
    [Field("0+")] public int TimeoutMs { get; set; }

    public sealed partial class DeleteTopicState
    {
        [Field("6+", Nullable = "6+")] public string? Name { get; set; }
        [Field("6+")] public TopicId TopicId { get; set; }
    }
}

/// <summary>The outcome per topic.</summary>
[ApiMessage(ApiKey.DeleteTopics, MessageKind.Response, Versions = "1-6", Flexible = "4+")]
public sealed partial class DeleteTopicsResponse
{
    [Field("1+", Ignorable = true)] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<DeletableTopicResult> Responses { get; set; } = [];

    public sealed partial class DeletableTopicResult
    {
        [Field("0+", Nullable = "6+")] public string? Name { get; set; } = "";
        [Field("6+", Ignorable = true)] public TopicId TopicId { get; set; }
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("5+", Nullable = "5+", Ignorable = true)] public string? ErrorMessage { get; set; }
    }
}

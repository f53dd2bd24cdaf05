using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Deletes what a share group without members knows of topics.</summary>
[ApiMessage(ApiKey.DeleteShareGroupOffsets, MessageKind.Request, Versions = "0", Flexible = "0+")]
public sealed partial class DeleteShareGroupOffsetsRequest
{
    [Field("0+")] public string GroupId { get; set; } = "";
    [Field("0+")] public List<DeleteShareGroupOffsetsRequestTopic> Topics { get; set; } = [];

    public sealed partial class DeleteShareGroupOffsetsRequestTopic
    {
        [Field("0+")] public string TopicName { get; set; } = "";
    }
}

/// <summary>The outcome per topic.</summary>
[ApiMessage(ApiKey.DeleteShareGroupOffsets, MessageKind.Response, Versions = "0", Flexible = "0+")]
public sealed partial class DeleteShareGroupOffsetsResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; }
    [Field("0+")] public List<DeleteShareGroupOffsetsResponseTopic> Responses { get; set; } = [];

    public sealed partial class DeleteShareGroupOffsetsResponseTopic
    {
        [Field("0+")] public string TopicName { get; set; } = "";
        [Field("0+")] public TopicId TopicId { get; set; }
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; }
    }
}

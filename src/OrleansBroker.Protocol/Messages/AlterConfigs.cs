using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Replaces the whole configuration of resources; what is not named falls back to its default.</summary>
[ApiMessage(ApiKey.AlterConfigs, MessageKind.Request, Versions = "0-2", Flexible = "2+")]
public sealed partial class AlterConfigsRequest
{
    [Field("0+")] public List<AlterConfigsResource> Resources { get; set; } = [];
    [Field("0+")] public bool ValidateOnly { get; set; }

    public sealed partial class AlterConfigsResource
    {
        [Field("0+")] public sbyte ResourceType { get; set; }
        [Field("0+")] public string ResourceName { get; set; } = "";
        [Field("0+")] public List<AlterableConfig> Configs { get; set; } = [];
    }

    public sealed partial class AlterableConfig
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+", Nullable = "0+")] public string? Value { get; set; } = "";
    }
}

/// <summary>The outcome per resource.</summary>
[ApiMessage(ApiKey.AlterConfigs, MessageKind.Response, Versions = "0-2", Flexible = "2+")]
public sealed partial class AlterConfigsResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<AlterConfigsResourceResponse> Responses { get; set; } = [];

    public sealed partial class AlterConfigsResourceResponse
    {
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; } = "";
        [Field("0+")] public sbyte ResourceType { get; set; }
        [Field("0+")] public string ResourceName { get; set; } = "";
    }
}

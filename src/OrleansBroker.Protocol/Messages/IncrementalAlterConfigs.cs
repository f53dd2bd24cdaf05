using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Sets, deletes, appends to and subtracts from single configuration values.</summary>
[ApiMessage(ApiKey.IncrementalAlterConfigs, MessageKind.Request, Versions = "0-1", Flexible = "1+")]
public sealed partial class IncrementalAlterConfigsRequest
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
        [Field("0+")] public sbyte ConfigOperation { get; set; }
        [Field("0+", Nullable = "0+")] public string? Value { get; set; } = "";
    }
}

/// <summary>The outcome per resource.</summary>
[ApiMessage(ApiKey.IncrementalAlterConfigs, MessageKind.Response, Versions = "0-1", Flexible = "1+")]
public sealed partial class IncrementalAlterConfigsResponse
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

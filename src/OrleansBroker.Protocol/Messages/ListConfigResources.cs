using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Lists the resources that can be configured, by type.</summary>
[ApiMessage(ApiKey.ListConfigResources, MessageKind.Request, Versions = "0-1", Flexible = "0+")]
public sealed partial class ListConfigResourcesRequest
{
    [Field("1+")] public List<sbyte> ResourceTypes { get; set; } = [];
}

/// <summary>The resources.</summary>
[ApiMessage(ApiKey.ListConfigResources, MessageKind.Response, Versions = "0-1", Flexible = "0+")]
public sealed partial class ListConfigResourcesResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+")] public List<ConfigResource> ConfigResources { get; set; } = [];

    public sealed partial class ConfigResource
    {
        [Field("0+")] public string ResourceName { get; set; } = "";
        [Field("1+", Ignorable = true)] public sbyte ResourceType { get; set; } = 16;
    }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>The first request of most clients: which APIs, in which versions?</summary>
[ApiMessage(ApiKey.ApiVersions, MessageKind.Request, Versions = "0-4", Flexible = "3+")]
public sealed partial class ApiVersionsRequest
{
    [Field("3+", Ignorable = true)] public string ClientSoftwareName { get; set; } = "";
    [Field("3+", Ignorable = true)] public string ClientSoftwareVersion { get; set; } = "";
}

/// <summary>The APIs and versions that the broker speaks, and the features of its cluster.</summary>
[ApiMessage(ApiKey.ApiVersions, MessageKind.Response, Versions = "0-4", Flexible = "3+")]
public sealed partial class ApiVersionsResponse
{
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+")] public List<ApiVersion> ApiKeys { get; set; } = [];
    [Field("1+", Ignorable = true)] public int ThrottleTimeMs { get; set; }
    [Field("3+", Tag = 0, Ignorable = true)] public List<SupportedFeatureKey> SupportedFeatures { get; set; } = [];
    [Field("3+", Tag = 1, Ignorable = true)] public long FinalizedFeaturesEpoch { get; set; } = -1;
    [Field("3+", Tag = 2, Ignorable = true)] public List<FinalizedFeatureKey> FinalizedFeatures { get; set; } = [];
    [Field("3+", Tag = 3, Ignorable = true)] public bool ZkMigrationReady { get; set; }

    public sealed partial class ApiVersion
    {
        [Field("0+")] public ApiKey ApiKey { get; set; }
        [Field("0+")] public short MinVersion { get; set; }
        [Field("0+")] public short MaxVersion { get; set; }
    }

    public sealed partial class SupportedFeatureKey
    {
        [Field("3+")] public string Name { get; set; } = "";
        [Field("3+")] public short MinVersion { get; set; }
        [Field("3+")] public short MaxVersion { get; set; }
    }

    public sealed partial class FinalizedFeatureKey
    {
        [Field("3+")] public string Name { get; set; } = "";
        [Field("3+")] public short MaxVersionLevel { get; set; }
        [Field("3+")] public short MinVersionLevel { get; set; }
    }
}

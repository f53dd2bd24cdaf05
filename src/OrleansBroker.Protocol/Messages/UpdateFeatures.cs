using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Raises or lowers the finalized levels of features.</summary>
[ApiMessage(ApiKey.UpdateFeatures, MessageKind.Request, Versions = "0-2", Flexible = "0+")]
public sealed partial class UpdateFeaturesRequest
{
    [Field("0+")] public int TimeoutMs { get; set; } = 60_000;
    [Field("0+")] public List<FeatureUpdateKey> FeatureUpdates { get; set; } = [];
    [Field("1+")] public bool ValidateOnly { get; set; }

    public sealed partial class FeatureUpdateKey
    {
        [Field("0+")] public string Feature { get; set; } = "";
        [Field("0+")] public short MaxVersionLevel { get; set; }
        [Field("0")] public bool AllowDowngrade { get; set; }
        [Field("1+")] public sbyte UpgradeType { get; set; } = 1;
    }
}

/// <summary>The outcome per feature.</summary>
[ApiMessage(ApiKey.UpdateFeatures, MessageKind.Response, Versions = "0-2", Flexible = "0+")]
public sealed partial class UpdateFeaturesResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; } = "";
    [Field("0-1", Ignorable = true)] public List<UpdatableFeatureResult> Results { get; set; } = [];

    public sealed partial class UpdatableFeatureResult
    {
        [Field("0+")] public string Feature { get; set; } = "";
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; } = "";
    }
}

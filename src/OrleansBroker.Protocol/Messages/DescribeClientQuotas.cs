using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Asks for the quotas of the entities that match a filter.</summary>
[ApiMessage(ApiKey.DescribeClientQuotas, MessageKind.Request, Versions = "0-1", Flexible = "1+")]
public sealed partial class DescribeClientQuotasRequest
{
    [Field("0+")] public List<ComponentData> Components { get; set; } = [];
    [Field("0+")] public bool Strict { get; set; }

    public sealed partial class ComponentData
    {
        [Field("0+")] public string EntityType { get; set; } = "";
        [Field("0+")] public sbyte MatchType { get; set; }
        [Field("0+", Nullable = "0+")] public string? Match { get; set; } = "";
    }
}

/// <summary>The quotas, by entity.</summary>
[ApiMessage(ApiKey.DescribeClientQuotas, MessageKind.Response, Versions = "0-1", Flexible = "1+")]
public sealed partial class DescribeClientQuotasResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; } = "";
    [Field("0+", Nullable = "0+")] public List<EntryData>? Entries { get; set; } = [];

    public sealed partial class EntryData
    {
        [Field("0+")] public List<EntityData> Entity { get; set; } = [];
        [Field("0+")] public List<ValueData> Values { get; set; } = [];
    }

    public sealed partial class EntityData
    {
        [Field("0+")] public string EntityType { get; set; } = "";
        [Field("0+", Nullable = "0+")] public string? EntityName { get; set; } = "";
    }

    public sealed partial class ValueData
    {
        [Field("0+")] public string Key { get; set; } = "";
        [Field("0+")] public double Value { get; set; }
    }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Sets or removes quotas of users, clients and addresses.</summary>
[ApiMessage(ApiKey.AlterClientQuotas, MessageKind.Request, Versions = "0-1", Flexible = "1+")]
public sealed partial class AlterClientQuotasRequest
{
    [Field("0+")] public List<EntryData> Entries { get; set; } = [];
    [Field("0+")] public bool ValidateOnly { get; set; }

    public sealed partial class EntryData
    {
        [Field("0+")] public List<EntityData> Entity { get; set; } = [];
        [Field("0+")] public List<OpData> Ops { get; set; } = [];
    }

    public sealed partial class EntityData
    {
        [Field("0+")] public string EntityType { get; set; } = "";
        [Field("0+", Nullable = "0+")] public string? EntityName { get; set; } = "";
    }

    public sealed partial class OpData
    {
        [Field("0+")] public string Key { get; set; } = "";
        [Field("0+")] public double Value { get; set; }
        [Field("0+")] public bool Remove { get; set; }
    }
}

/// <summary>The outcome per entity.</summary>
[ApiMessage(ApiKey.AlterClientQuotas, MessageKind.Response, Versions = "0-1", Flexible = "1+")]
public sealed partial class AlterClientQuotasResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<EntryData> Entries { get; set; } = [];

    public sealed partial class EntryData
    {
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; } = "";
        [Field("0+")] public List<EntityData> Entity { get; set; } = [];
    }

    public sealed partial class EntityData
    {
        [Field("0+")] public string EntityType { get; set; } = "";
        [Field("0+", Nullable = "0+")] public string? EntityName { get; set; } = "";
    }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Deletes the access rules that match filters.</summary>
[ApiMessage(ApiKey.DeleteAcls, MessageKind.Request, Versions = "1-3", Flexible = "2+")]
public sealed partial class DeleteAclsRequest
{
    [Field("0+")] public List<DeleteAclsFilter> Filters { get; set; } = [];

    public sealed partial class DeleteAclsFilter
    {
        [Field("0+")] public sbyte ResourceTypeFilter { get; set; }
        [Field("0+", Nullable = "0+")] public string? ResourceNameFilter { get; set; } = "";
        [Field("1+")] public sbyte PatternTypeFilter { get; set; } = 3;
        [Field("0+", Nullable = "0+")] public string? PrincipalFilter { get; set; } = "";
        [Field("0+", Nullable = "0+")] public string? HostFilter { get; set; } = "";
        [Field("0+")] public sbyte Operation { get; set; }
        [Field("0+")] public sbyte PermissionType { get; set; }
    }
}

/// <summary>The rules deleted by each filter.</summary>
[ApiMessage(ApiKey.DeleteAcls, MessageKind.Response, Versions = "1-3", Flexible = "2+")]
public sealed partial class DeleteAclsResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<DeleteAclsFilterResult> FilterResults { get; set; } = [];

    public sealed partial class DeleteAclsFilterResult
    {
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; } = "";
        [Field("0+")] public List<DeleteAclsMatchingAcl> MatchingAcls { get; set; } = [];
    }

    public sealed partial class DeleteAclsMatchingAcl
    {
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; } = "";
        [Field("0+")] public sbyte ResourceType { get; set; }
        [Field("0+")] public string ResourceName { get; set; } = "";
        [Field("1+")] public sbyte PatternType { get; set; } = 3;
        [Field("0+")] public string Principal { get; set; } = "";
        [Field("0+")] public string Host { get; set; } = "";
        [Field("0+")] public sbyte Operation { get; set; }
        [Field("0+")] public sbyte PermissionType { get; set; }
    }
}

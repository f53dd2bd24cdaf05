using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Asks for the access rules that match a filter.</summary>
[ApiMessage(ApiKey.DescribeAcls, MessageKind.Request, Versions = "1-3", Flexible = "2+")]
public sealed partial class DescribeAclsRequest
{
    [Field("0+")] public sbyte ResourceTypeFilter { get; set; }
    [Field("0+", Nullable = "0+")] public string? ResourceNameFilter { get; set; } = "";
    [Field("1+")] public sbyte PatternTypeFilter { get; set; } = 3;
    [Field("0+", Nullable = "0+")] public string? PrincipalFilter { get; set; } = "";
    [Field("0+", Nullable = "0+")] public string? HostFilter { get; set; } = "";
    [Field("0+")] public sbyte Operation { get; set; }
    [Field("0+")] public sbyte PermissionType { get; set; }
}

/// <summary>The rules, by resource.</summary>
[ApiMessage(ApiKey.DescribeAcls, MessageKind.Response, Versions = "1-3", Flexible = "2+")]
public sealed partial class DescribeAclsResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; } = "";
    [Field("0+")] public List<DescribeAclsResource> Resources { get; set; } = [];

    public sealed partial class DescribeAclsResource
    {
        [Field("0+")] public sbyte ResourceType { get; set; }
        [Field("0+")] public string ResourceName { get; set; } = "";
        [Field("1+")] public sbyte PatternType { get; set; } = 3;
        [Field("0+")] public List<AclDescription> Acls { get; set; } = [];
    }

    public sealed partial class AclDescription
    {
        [Field("0+")] public string Principal { get; set; } = "";
        [Field("0+")] public string Host { get; set; } = "";
        [Field("0+")] public sbyte Operation { get; set; }
        [Field("0+")] public sbyte PermissionType { get; set; }
    }
}

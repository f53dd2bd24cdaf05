using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Adds access rules.</summary>
[ApiMessage(ApiKey.CreateAcls, MessageKind.Request, Versions = "1-3", Flexible = "2+")]
public sealed partial class CreateAclsRequest
{
    [Field("0+")] public List<AclCreation> Creations { get; set; } = [];

    public sealed partial class AclCreation
    {
        [Field("0+")] public sbyte ResourceType { get; set; }
        [Field("0+")] public string ResourceName { get; set; } = "";
        [Field("1+")] public sbyte ResourcePatternType { get; set; } = 3;
        [Field("0+")] public string Principal { get; set; } = "";
        [Field("0+")] public string Host { get; set; } = "";
        [Field("0+")] public sbyte Operation { get; set; }
        [Field("0+")] public sbyte PermissionType { get; set; }
    }
}

/// <summary>The outcome per rule.</summary>
[ApiMessage(ApiKey.CreateAcls, MessageKind.Response, Versions = "1-3", Flexible = "2+")]
public sealed partial class CreateAclsResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<AclCreationResult> Results { get; set; } = [];

    public sealed partial class AclCreationResult
    {
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; } = "";
    }
}

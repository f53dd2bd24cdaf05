using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Deletes groups that have no members.</summary>
[ApiMessage(ApiKey.DeleteGroups, MessageKind.Request, Versions = "0-2", Flexible = "2+")]
public sealed partial class DeleteGroupsRequest
{
    [Field("0+")] public List<string> GroupsNames { get; set; } = [];
}

/// <summary>The outcome per group.</summary>
[ApiMessage(ApiKey.DeleteGroups, MessageKind.Response, Versions = "0-2", Flexible = "2+")]
public sealed partial class DeleteGroupsResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<DeletableGroupResult> Results { get; set; } = [];

    public sealed partial class DeletableGroupResult
    {
        [Field("0+")] public string GroupId { get; set; } = "";
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
    }
}

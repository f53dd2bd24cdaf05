using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Lists the groups that the broker coordinates.</summary>
[ApiMessage(ApiKey.ListGroups, MessageKind.Request, Versions = "0-5", Flexible = "3+")]
public sealed partial class ListGroupsRequest
{
    [Field("4+")] public List<string> StatesFilter { get; set; } = [];
    [Field("5+")] public List<string> TypesFilter { get; set; } = [];
}

/// <summary>The groups, with state and type.</summary>
[ApiMessage(ApiKey.ListGroups, MessageKind.Response, Versions = "0-5", Flexible = "3+")]
public sealed partial class ListGroupsResponse
{
    [Field("1+", Ignorable = true)] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+")] public List<ListedGroup> Groups { get; set; } = [];

    public sealed partial class ListedGroup
    {
        [Field("0+")] public string GroupId { get; set; } = "";
        [Field("0+")] public string ProtocolType { get; set; } = "";
        [Field("4+", Ignorable = true)] public string GroupState { get; set; } = "";
        [Field("5+", Ignorable = true)] public string GroupType { get; set; } = "";
    }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Takes members out of a group of the classic protocol.</summary>
[ApiMessage(ApiKey.LeaveGroup, MessageKind.Request, Versions = "0-5", Flexible = "4+")]
public sealed partial class LeaveGroupRequest
{
    [Field("0+")] public string GroupId { get; set; } = "";
    [Field("0-2")] public string MemberId { get; set; } = "";
    [Field("3+")] public List<MemberIdentity> Members { get; set; } = [];

    public sealed partial class MemberIdentity
    {
        [Field("3+")] public string MemberId { get; set; } = "";
        [Field("3+", Nullable = "3+")] public string? GroupInstanceId { get; set; }
        [Field("5+", Nullable = "5+", Ignorable = true)] public string? Reason { get; set; }
    }
}

/// <summary>The outcome per member.</summary>
[ApiMessage(ApiKey.LeaveGroup, MessageKind.Response, Versions = "0-5", Flexible = "4+")]
public sealed partial class LeaveGroupResponse
{
    [Field("1+", Ignorable = true)] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("3+")] public List<MemberResponse> Members { get; set; } = [];

    public sealed partial class MemberResponse
    {
        [Field("3+")] public string MemberId { get; set; } = "";
        [Field("3+", Nullable = "3+")] public string? GroupInstanceId { get; set; } = "";
        [Field("3+")] public ErrorCode ErrorCode { get; set; }
    }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Delivers the leader's assignments and asks for the member's own.</summary>
[ApiMessage(ApiKey.SyncGroup, MessageKind.Request, Versions = "0-5", Flexible = "4+")]
public sealed partial class SyncGroupRequest
{
    [Field("0+")] public string GroupId { get; set; } = "";
    [Field("0+")] public int GenerationId { get; set; }
    [Field("0+")] public string MemberId { get; set; } = "";
    [Field("3+", Nullable = "3+")] public string? GroupInstanceId { get; set; }
    [Field("5+", Nullable = "5+", Ignorable = true)] public string? ProtocolType { get; set; }
    [Field("5+", Nullable = "5+", Ignorable = true)] public string? ProtocolName { get; set; }
    [Field("0+")] public List<SyncGroupRequestAssignment> Assignments { get; set; } = [];

    public sealed partial class SyncGroupRequestAssignment
    {
        [Field("0+")] public string MemberId { get; set; } = "";
        [Field("0+")] public byte[] Assignment { get; set; } = [];
    }
}

/// <summary>The member's assignment.</summary>
[ApiMessage(ApiKey.SyncGroup, MessageKind.Response, Versions = "0-5", Flexible = "4+")]
public sealed partial class SyncGroupResponse
{
    [Field("1+", Ignorable = true)] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("5+", Nullable = "5+", Ignorable = true)] public string? ProtocolType { get; set; }
    [Field("5+", Nullable = "5+", Ignorable = true)] public string? ProtocolName { get; set; }
    [Field("0+")] public byte[] Assignment { get; set; } = [];
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Joins a group of the classic protocol and begins a rebalance.</summary>
[ApiMessage(ApiKey.JoinGroup, MessageKind.Request, Versions = "0-9", Flexible = "6+")]
public sealed partial class JoinGroupRequest
{
    [Field("0+")] public string GroupId { get; set; } = "";
    [Field("0+")] public int SessionTimeoutMs { get; set; }
    [Field("1+", Ignorable = true)] public int RebalanceTimeoutMs { get; set; } = -1;
    [Field("0+")] public string MemberId { get; set; } = "";
    [Field("5+", Nullable = "5+")] public string? GroupInstanceId { get; set; }
    [Field("0+")] public string ProtocolType { get; set; } = "";
    [Field("0+")] public List<JoinGroupRequestProtocol> Protocols { get; set; } = [];
    [Field("8+", Nullable = "8+", Ignorable = true)] public string? Reason { get; set; }

    public sealed partial class JoinGroupRequestProtocol
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public byte[] Metadata { get; set; } = [];
    }
}

/// <summary>The generation; its leader also gets the members to assign partitions to.</summary>
[ApiMessage(ApiKey.JoinGroup, MessageKind.Response, Versions = "0-9", Flexible = "6+")]
public sealed partial class JoinGroupResponse
{
    [Field("2+", Ignorable = true)] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+")] public int GenerationId { get; set; } = -1;
    [Field("7+", Nullable = "7+", Ignorable = true)] public string? ProtocolType { get; set; }
    [Field("0+", Nullable = "7+")] public string? ProtocolName { get; set; } = "";
    [Field("0+")] public string Leader { get; set; } = "";
    [Field("9+")] public bool SkipAssignment { get; set; }
    [Field("0+")] public string MemberId { get; set; } = "";
    [Field("0+")] public List<JoinGroupResponseMember> Members { get; set; } = [];

    public sealed partial class JoinGroupResponseMember
    {
        [Field("0+")] public string MemberId { get; set; } = "";
        [Field("5+", Nullable = "5+", Ignorable = true)] public string? GroupInstanceId { get; set; }
        [Field("0+")] public byte[] Metadata { get; set; } = [];
    }
}

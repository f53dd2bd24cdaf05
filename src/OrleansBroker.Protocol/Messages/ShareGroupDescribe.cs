using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Describes share groups.</summary>
[ApiMessage(ApiKey.ShareGroupDescribe, MessageKind.Request, Versions = "1", Flexible = "0+")]
public sealed partial class ShareGroupDescribeRequest
{
    [Field("0+")] public List<string> GroupIds { get; set; } = [];
    [Field("0+")] public bool IncludeAuthorizedOperations { get; set; }
}

/// <summary>State, members and assignments of each group.</summary>
[ApiMessage(ApiKey.ShareGroupDescribe, MessageKind.Response, Versions = "1", Flexible = "0+")]
public sealed partial class ShareGroupDescribeResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<DescribedGroup> Groups { get; set; } = [];

    public sealed partial class DescribedGroup
    {
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; }
        [Field("0+")] public string GroupId { get; set; } = "";
        [Field("0+")] public string GroupState { get; set; } = "";
        [Field("0+")] public int GroupEpoch { get; set; }
        [Field("0+")] public int AssignmentEpoch { get; set; }
        [Field("0+")] public string AssignorName { get; set; } = "";
        [Field("0+")] public List<Member> Members { get; set; } = [];
        [Field("0+")] public int AuthorizedOperations { get; set; } = int.MinValue;
    }

    public sealed partial class Member
    {
        [Field("0+")] public string MemberId { get; set; } = "";
        [Field("0+", Nullable = "0+")] public string? RackId { get; set; }
        [Field("0+")] public int MemberEpoch { get; set; }
        [Field("0+")] public string ClientId { get; set; } = "";
        [Field("0+")] public string ClientHost { get; set; } = "";
        [Field("0+")] public List<string> SubscribedTopicNames { get; set; } = [];
        [Field("0+")] public Assignment Assignment { get; set; } = new();
    }

    public sealed partial class Assignment
    {
        [Field("0+")] public List<TopicPartitions> TopicPartitions { get; set; } = [];
    }

    public sealed partial class TopicPartitions
    {
        [Field("0+")] public TopicId TopicId { get; set; }
        [Field("0+")] public string TopicName { get; set; } = "";
        [Field("0+")] public List<int> Partitions { get; set; } = [];
    }
}

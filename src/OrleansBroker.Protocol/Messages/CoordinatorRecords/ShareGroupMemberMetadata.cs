using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a member of a share group.</summary>
[DataMessage(Versions = "0", RecordType = 10)]
public sealed partial class ShareGroupMemberMetadataKey
{
    [Field("0")] public string GroupId { get; set; } = "";
    [Field("0")] public string MemberId { get; set; } = "";
}

/// <summary>A member of a share group: what it subscribes to and where it runs.</summary>
[DataMessage(Versions = "0", Flexible = "0+", RecordType = 10)]
public sealed partial class ShareGroupMemberMetadataValue
{
    [Field("0+", Nullable = "0+")] public string? RackId { get; set; } = "";
    [Field("0+")] public string ClientId { get; set; } = "";
    [Field("0+")] public string ClientHost { get; set; } = "";
    [Field("0+")] public List<string> SubscribedTopicNames { get; set; } = [];
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a member of a consumer group.</summary>
[DataMessage(Versions = "0", RecordType = 5)]
public sealed partial class ConsumerGroupMemberMetadataKey
{
    [Field("0")] public string GroupId { get; set; } = "";
    [Field("0")] public string MemberId { get; set; } = "";
}

/// <summary>A member of a consumer group: what it subscribes to and where it runs.</summary>
[DataMessage(Versions = "0", Flexible = "0+", RecordType = 5)]
public sealed partial class ConsumerGroupMemberMetadataValue
{
    [Field("0+", Nullable = "0+")] public string? InstanceId { get; set; } = "";
    [Field("0+", Nullable = "0+")] public string? RackId { get; set; } = "";
    [Field("0+")] public string ClientId { get; set; } = "";
    [Field("0+")] public string ClientHost { get; set; } = "";
    [Field("0+")] public List<string> SubscribedTopicNames { get; set; } = [];
    [Field("0+", Nullable = "0+")] public string? SubscribedTopicRegex { get; set; } = "";
    [Field("0+")] public int RebalanceTimeoutMs { get; set; } = -1;
    [Field("0+", Nullable = "0+")] public string? ServerAssignor { get; set; } = "";
    [Field("0+", Nullable = "0+", Tag = 0)] public ClassicMemberMetadataData? ClassicMemberMetadata { get; set; }

    public sealed partial class ClassicMemberMetadataData
    {
        [Field("0+")] public int SessionTimeoutMs { get; set; }
        [Field("0+")] public List<ClassicProtocol> SupportedProtocols { get; set; } = [];
    }

    public sealed partial class ClassicProtocol
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public byte[] Metadata { get; set; } = [];
    }
}

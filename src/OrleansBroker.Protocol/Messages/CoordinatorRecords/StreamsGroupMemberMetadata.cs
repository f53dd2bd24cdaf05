using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a member of a streams group.</summary>
[DataMessage(Versions = "0", RecordType = 19)]
public sealed partial class StreamsGroupMemberMetadataKey
{
    [Field("0")] public string GroupId { get; set; } = "";
    [Field("0")] public string MemberId { get; set; } = "";
}

/// <summary>A member of a streams group: its process, endpoint and tags.</summary>
[DataMessage(Versions = "0", Flexible = "0+", RecordType = 19)]
public sealed partial class StreamsGroupMemberMetadataValue
{
    [Field("0+", Nullable = "0+")] public string? InstanceId { get; set; } = "";
    [Field("0+", Nullable = "0+")] public string? RackId { get; set; } = "";
    [Field("0+")] public string ClientId { get; set; } = "";
    [Field("0+")] public string ClientHost { get; set; } = "";
    [Field("0+")] public int RebalanceTimeoutMs { get; set; } = -1;
    [Field("0+")] public int TopologyEpoch { get; set; }
    [Field("0+")] public string ProcessId { get; set; } = "";
    [Field("0+", Nullable = "0+")] public Endpoint? UserEndpoint { get; set; }
    [Field("0+")] public List<KeyValue> ClientTags { get; set; } = [];

    public sealed partial class Endpoint
    {
        [Field("0+")] public string Host { get; set; } = "";
        [Field("0+")] public ushort Port { get; set; }
    }

    public sealed partial class KeyValue
    {
        [Field("0+")] public string Key { get; set; } = "";
        [Field("0+")] public string Value { get; set; } = "";
    }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a classic group.</summary>
[DataMessage(Versions = "0", RecordType = 2)]
public sealed partial class GroupMetadataKey
{
    [Field("0")] public string Group { get; set; } = "";
}

/// <summary>A classic group: its generation and members.</summary>
[DataMessage(Versions = "0-4", Flexible = "4+", RecordType = 2)]
public sealed partial class GroupMetadataValue
{
    [Field("0+")] public string ProtocolType { get; set; } = "";
    [Field("0+")] public int Generation { get; set; }
    [Field("0+", Nullable = "0+")] public string? Protocol { get; set; } = "";
    [Field("0+", Nullable = "0+")] public string? Leader { get; set; } = "";
    [Field("2+", Ignorable = true)] public long CurrentStateTimestamp { get; set; } = -1;
    [Field("0+")] public List<MemberMetadata> Members { get; set; } = [];

    public sealed partial class MemberMetadata
    {
        [Field("0+")] public string MemberId { get; set; } = "";
        [Field("3+", Nullable = "3+", Ignorable = true)] public string? GroupInstanceId { get; set; }
        [Field("0+")] public string ClientId { get; set; } = "";
        [Field("0+")] public string ClientHost { get; set; } = "";
        [Field("1+", Ignorable = true)] public int RebalanceTimeout { get; set; } = -1;
        [Field("0+")] public int SessionTimeout { get; set; }
        [Field("0+")] public byte[] Subscription { get; set; } = [];
        [Field("0+")] public byte[] Assignment { get; set; } = [];
    }
}

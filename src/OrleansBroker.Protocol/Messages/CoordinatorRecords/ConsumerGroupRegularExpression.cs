using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a regular expression that a consumer group subscribes to.</summary>
[DataMessage(Versions = "0", RecordType = 16)]
public sealed partial class ConsumerGroupRegularExpressionKey
{
    [Field("0")] public string GroupId { get; set; } = "";
    [Field("0")] public string RegularExpression { get; set; } = "";
}

/// <summary>The topics that the expression matched, and when.</summary>
[DataMessage(Versions = "0", Flexible = "0+", RecordType = 16)]
public sealed partial class ConsumerGroupRegularExpressionValue
{
    [Field("0+")] public List<string> Topics { get; set; } = [];
    [Field("0+")] public long Version { get; set; }
    [Field("0+")] public long Timestamp { get; set; }
}

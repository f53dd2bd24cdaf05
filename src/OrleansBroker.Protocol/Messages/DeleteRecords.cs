using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Moves the log start offsets of partitions forward.</summary>
[ApiMessage(ApiKey.DeleteRecords, MessageKind.Request, Versions = "0-2", Flexible = "2+")]
public sealed partial class DeleteRecordsRequest
{
    [Field("0+")] public List<DeleteRecordsTopic> Topics { get; set; } = [];
    [Field("0+")] public int TimeoutMs { get; set; }

    public sealed partial class DeleteRecordsTopic
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public List<DeleteRecordsPartition> Partitions { get; set; } = [];
    }

    public sealed partial class DeleteRecordsPartition
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public long Offset { get; set; }
    }
}

/// <summary>The new log start offset per partition.</summary>
[ApiMessage(ApiKey.DeleteRecords, MessageKind.Response, Versions = "0-2", Flexible = "2+")]
public sealed partial class DeleteRecordsResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<DeleteRecordsTopicResult> Topics { get; set; } = [];

    public sealed partial class DeleteRecordsTopicResult
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public List<DeleteRecordsPartitionResult> Partitions { get; set; } = [];
    }

    public sealed partial class DeleteRecordsPartitionResult
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public long LowWatermark { get; set; }
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
    }
}

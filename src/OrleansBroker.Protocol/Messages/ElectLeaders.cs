using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Starts an election for partitions; null partitions mean all.</summary>
[ApiMessage(ApiKey.ElectLeaders, MessageKind.Request, Versions = "0-2", Flexible = "2+")]
public sealed partial class ElectLeadersRequest
{
    [Field("1+")] public sbyte ElectionType { get; set; }
    [Field("0+", Nullable = "0+")] public List<TopicPartitionsData>? TopicPartitions { get; set; } = [];
    [Field("0+")] public int TimeoutMs { get; set; } = 60_000;

    public sealed partial class TopicPartitionsData
    {
        [Field("0+")] public string Topic { get; set; } = "";
        [Field("0+")] public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>The outcome per partition.</summary>
[ApiMessage(ApiKey.ElectLeaders, MessageKind.Response, Versions = "0-2", Flexible = "2+")]
public sealed partial class ElectLeadersResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("1+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+")] public List<ReplicaElectionResult> ReplicaElectionResults { get; set; } = [];

    public sealed partial class ReplicaElectionResult
    {
        [Field("0+")] public string Topic { get; set; } = "";
        [Field("0+")] public List<PartitionResult> PartitionResult { get; set; } = [];
    }

    public sealed partial class PartitionResult
    {
        [Field("0+")] public int PartitionId { get; set; }
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; } = "";
    }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Moves partitions to other replicas; null replicas cancel a move.</summary>
[ApiMessage(ApiKey.AlterPartitionReassignments, MessageKind.Request, Versions = "0-1", Flexible = "0+")]
public sealed partial class AlterPartitionReassignmentsRequest
{
    [Field("0+")] public int TimeoutMs { get; set; } = 60_000;
    [Field("1+")] public bool AllowReplicationFactorChange { get; set; } = true;
    [Field("0+")] public List<ReassignableTopic> Topics { get; set; } = [];

    public sealed partial class ReassignableTopic
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public List<ReassignablePartition> Partitions { get; set; } = [];
    }

    public sealed partial class ReassignablePartition
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+", Nullable = "0+")] public List<int>? Replicas { get; set; }
    }
}

/// <summary>The outcome per partition.</summary>
[ApiMessage(ApiKey.AlterPartitionReassignments, MessageKind.Response, Versions = "0-1", Flexible = "0+")]
public sealed partial class AlterPartitionReassignmentsResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("1+", Ignorable = true)] public bool AllowReplicationFactorChange { get; set; } = true;
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; } = "";
    [Field("0+")] public List<ReassignableTopicResponse> Responses { get; set; } = [];

    public sealed partial class ReassignableTopicResponse
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public List<ReassignablePartitionResponse> Partitions { get; set; } = [];
    }

    public sealed partial class ReassignablePartitionResponse
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; } = "";
    }
}

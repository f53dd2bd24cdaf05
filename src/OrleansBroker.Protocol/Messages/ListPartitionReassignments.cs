using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Asks for the reassignments in progress; null topics mean all.</summary>
[ApiMessage(ApiKey.ListPartitionReassignments, MessageKind.Request, Versions = "0", Flexible = "0+")]
public sealed partial class ListPartitionReassignmentsRequest
{
    [Field("0+")] public int TimeoutMs { get; set; } = 60_000;
    [Field("0+", Nullable = "0+")] public List<ListPartitionReassignmentsTopics>? Topics { get; set; }

    public sealed partial class ListPartitionReassignmentsTopics
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public List<int> PartitionIndexes { get; set; } = [];
    }
}

/// <summary>The partitions that are being moved, from where to where.</summary>
[ApiMessage(ApiKey.ListPartitionReassignments, MessageKind.Response, Versions = "0", Flexible = "0+")]
public sealed partial class ListPartitionReassignmentsResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; } = "";
    [Field("0+")] public List<OngoingTopicReassignment> Topics { get; set; } = [];

    public sealed partial class OngoingTopicReassignment
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public List<OngoingPartitionReassignment> Partitions { get; set; } = [];
    }

    public sealed partial class OngoingPartitionReassignment
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public List<int> Replicas { get; set; } = [];
        [Field("0+")] public List<int> AddingReplicas { get; set; } = [];
        [Field("0+")] public List<int> RemovingReplicas { get; set; } = [];
    }
}

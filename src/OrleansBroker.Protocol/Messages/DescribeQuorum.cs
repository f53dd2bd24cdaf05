using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Asks for the replication state of the cluster's metadata log.</summary>
[ApiMessage(ApiKey.DescribeQuorum, MessageKind.Request, Versions = "0-2", Flexible = "0+")]
public sealed partial class DescribeQuorumRequest
{
    [Field("0+")] public List<TopicData> Topics { get; set; } = [];

    public sealed partial class TopicData
    {
        [Field("0+")] public string TopicName { get; set; } = "";
        [Field("0+")] public List<PartitionData> Partitions { get; set; } = [];
    }

    public sealed partial class PartitionData
    {
        [Field("0+")] public int PartitionIndex { get; set; }
    }
}

/// <summary>The voters and observers of the metadata log.</summary>
[ApiMessage(ApiKey.DescribeQuorum, MessageKind.Response, Versions = "0-2", Flexible = "0+")]
public sealed partial class DescribeQuorumResponse
{
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("2+", Nullable = "2+", Ignorable = true)] public string? ErrorMessage { get; set; } = "";
    [Field("0+")] public List<TopicData> Topics { get; set; } = [];
    [Field("2+")] public List<Node> Nodes { get; set; } = [];

    public sealed partial class TopicData
    {
        [Field("0+")] public string TopicName { get; set; } = "";
        [Field("0+")] public List<PartitionData> Partitions { get; set; } = [];
    }

    public sealed partial class PartitionData
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("2+", Nullable = "2+", Ignorable = true)] public string? ErrorMessage { get; set; } = "";
        [Field("0+")] public int LeaderId { get; set; }
        [Field("0+")] public int LeaderEpoch { get; set; }
        [Field("0+")] public long HighWatermark { get; set; }
        [Field("0+")] public List<ReplicaState> CurrentVoters { get; set; } = [];
        [Field("0+")] public List<ReplicaState> Observers { get; set; } = [];
    }

    public sealed partial class ReplicaState
    {
        [Field("0+")] public int ReplicaId { get; set; }
        [Field("2+")] public Guid ReplicaDirectoryId { get; set; }
        [Field("0+")] public long LogEndOffset { get; set; }
        [Field("1+", Ignorable = true)] public long LastFetchTimestamp { get; set; } = -1;
        [Field("1+", Ignorable = true)] public long LastCaughtUpTimestamp { get; set; } = -1;
    }

    public sealed partial class Node
    {
        [Field("2+")] public int NodeId { get; set; }
        [Field("2+")] public List<Listener> Listeners { get; set; } = [];
    }

    public sealed partial class Listener
    {
        [Field("2+")] public string Name { get; set; } = "";
        [Field("2+")] public string Host { get; set; } = "";
        [Field("2+")] public ushort Port { get; set; }
    }
}

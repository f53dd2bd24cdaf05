using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>
/// Reads record batches from partitions, as a consumer or as a follower, within a session or without.
/// </summary>
[ApiMessage(ApiKey.Fetch, MessageKind.Request, Versions = "4-18", Flexible = "12+")]
public sealed partial class FetchRequest
{
    [Field("12+", Nullable = "12+", Tag = 0, Ignorable = true)] public string? ClusterId { get; set; }
    [Field("0-14")] public int ReplicaId { get; set; } = -1;
    [Field("15+", Tag = 1)] public ReplicaStateData? ReplicaState { get; set; }
    [Field("0+")] public int MaxWaitMs { get; set; }
    [Field("0+")] public int MinBytes { get; set; }
    [Field("3+", Ignorable = true)] public int MaxBytes { get; set; } = int.MaxValue;
    [Field("4+", Ignorable = true)] public sbyte IsolationLevel { get; set; }
    [Field("7+", Ignorable = true)] public int SessionId { get; set; }
    [Field("7+", Ignorable = true)] public int SessionEpoch { get; set; } = -1;
    [Field("0+")] public List<FetchTopic> Topics { get; set; } = [];
    [Field("7+")] public List<ForgottenTopic> ForgottenTopicsData { get; set; } = [];
    [Field("11+", Ignorable = true)] public string RackId { get; set; } = "";

    public sealed partial class ReplicaStateData
    {
        [Field("15+")] public int ReplicaId { get; set; } = -1;
        [Field("15+")] public long ReplicaEpoch { get; set; } = -1;
    }

    public sealed partial class FetchTopic
    {
        [Field("0-12", Ignorable = true)] public string Topic { get; set; } = "";
        [Field("13+", Ignorable = true)] public TopicId TopicId { get; set; }
        [Field("0+")] public List<FetchPartition> Partitions { get; set; } = [];
    }

    public sealed partial class FetchPartition
    {
        [Field("0+")] public int Partition { get; set; }
        [Field("9+", Ignorable = true)] public int CurrentLeaderEpoch { get; set; } = -1;
        [Field("0+")] public long FetchOffset { get; set; }
        [Field("12+")] public int LastFetchedEpoch { get; set; } = -1;
        [Field("5+", Ignorable = true)] public long LogStartOffset { get; set; } = -1;
        [Field("0+")] public int PartitionMaxBytes { get; set; }
        [Field("17+", Tag = 0, Ignorable = true)] public Guid ReplicaDirectoryId { get; set; }
        [Field("18+", Tag = 1, Ignorable = true)] public long HighWatermark { get; set; } = long.MaxValue;
    }

    public sealed partial class ForgottenTopic
    {
        [Field("7-12", Ignorable = true)] public string Topic { get; set; } = "";
        [Field("13+", Ignorable = true)] public TopicId TopicId { get; set; }
        [Field("7+")] public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>Record batches, with the offsets that bound what may be read.</summary>
[ApiMessage(ApiKey.Fetch, MessageKind.Response, Versions = "4-18", Flexible = "12+")]
public sealed partial class FetchResponse
{
    [Field("1+", Ignorable = true)] public int ThrottleTimeMs { get; set; }
    [Field("7+", Ignorable = true)] public ErrorCode ErrorCode { get; set; }
    [Field("7+")] public int SessionId { get; set; }
    [Field("0+")] public List<FetchableTopicResponse> Responses { get; set; } = [];
    [Field("16+", Tag = 0)] public List<NodeEndpoint> NodeEndpoints { get; set; } = [];

    public sealed partial class FetchableTopicResponse
    {
        [Field("0-12", Ignorable = true)] public string Topic { get; set; } = "";
        [Field("13+", Ignorable = true)] public TopicId TopicId { get; set; }
        [Field("0+")] public List<PartitionData> Partitions { get; set; } = [];
    }

    public sealed partial class PartitionData
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+")] public long HighWatermark { get; set; }
        [Field("4+", Ignorable = true)] public long LastStableOffset { get; set; } = -1;
        [Field("5+", Ignorable = true)] public long LogStartOffset { get; set; } = -1;
        [Field("12+", Tag = 0)] public EpochEndOffset? DivergingEpoch { get; set; }
        [Field("12+", Tag = 1)] public LeaderIdAndEpoch? CurrentLeader { get; set; }
        [Field("12+", Tag = 2)] public SnapshotId? SnapshotId { get; set; }
        [Field("4+", Nullable = "4+", Ignorable = true)]
        public List<AbortedTransaction>? AbortedTransactions { get; set; } = [];
        [Field("11+")] public int PreferredReadReplica { get; set; } = -1;
        [Field("0+", Nullable = "0+")] public ReadOnlyMemory<byte>? Records { get; set; }
    }

    public sealed partial class EpochEndOffset
    {
        [Field("12+")] public int Epoch { get; set; } = -1;
        [Field("12+")] public long EndOffset { get; set; } = -1;
    }

    public sealed partial class LeaderIdAndEpoch
    {
        [Field("12+")] public int LeaderId { get; set; } = -1;
        [Field("12+")] public int LeaderEpoch { get; set; } = -1;
    }

    public sealed partial class SnapshotId
    {
        [Field("0+")] public long EndOffset { get; set; } = -1;
        [Field("0+")] public int Epoch { get; set; } = -1;
    }

    public sealed partial class AbortedTransaction
    {
        [Field("4+")] public long ProducerId { get; set; }
        [Field("4+")] public long FirstOffset { get; set; }
    }

    public sealed partial class NodeEndpoint
    {
        [Field("16+")] public int NodeId { get; set; }
        [Field("16+")] public string Host { get; set; } = "";
        [Field("16+")] public int Port { get; set; }
        [Field("16+", Nullable = "16+")] public string? Rack { get; set; }
    }
}

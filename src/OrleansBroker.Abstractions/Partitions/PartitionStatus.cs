using Orleans;
using OrleansBroker.Protocol;

namespace OrleansBroker.Abstractions.Partitions;

/// <summary>Where a partition stands on its leader.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.PartitionStatus")]
public sealed record PartitionStatus
{
    /// <summary>NOT_LEADER_OR_FOLLOWER when this silo does not lead it; the offsets are then -1.</summary>
    [Id(0)] public ErrorCode Error { get; init; }

    [Id(1)] public int LeaderEpoch { get; init; } = -1;

    [Id(2)] public long LogStartOffset { get; init; } = -1;

    [Id(3)] public long HighWatermark { get; init; } = -1;

    [Id(4)] public long LastStableOffset { get; init; } = -1;

    [Id(5)] public long LogEndOffset { get; init; } = -1;
}

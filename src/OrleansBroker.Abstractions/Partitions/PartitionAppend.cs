using Orleans;
using OrleansBroker.Protocol;

namespace OrleansBroker.Abstractions.Partitions;

/// <summary>One record batch v2 to append. The bytes belong to the callee from the call on.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.PartitionAppend")]
public sealed class PartitionAppend
{
    [Id(0)] public byte[] Batch { get; init; } = [];

    /// <summary>Epoch of the leader that the caller means, or -1 for any.</summary>
    [Id(1)] public int LeaderEpoch { get; init; } = -1;
}

/// <summary>What became of a <see cref="PartitionAppend"/>.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.PartitionAppendResult")]
public sealed record PartitionAppendResult
{
    [Id(0)] public ErrorCode Error { get; init; }

    /// <summary>Offset of the first record, -1 when it failed.</summary>
    [Id(1)] public long BaseOffset { get; init; } = -1;

    [Id(2)] public string? Message { get; init; }
}

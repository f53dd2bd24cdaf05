using Orleans;

namespace OrleansBroker.Abstractions.Metadata;

/// <summary>
/// The leadership record of one partition: the only authority on who may write it. A broker leads only where this
/// names its id, its incarnation and the epoch it serves. Immutable.
/// </summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.PartitionMetadata")]
public sealed record PartitionMetadata
{
    public const int NoLeader = -1;

    /// <summary>Broker id of the leader, or <see cref="NoLeader"/>.</summary>
    [Id(0)] public int Leader { get; init; } = NoLeader;

    /// <summary>Incarnation of the leader that the record was written for.</summary>
    [Id(1)] public Guid LeaderIncarnation { get; init; }

    /// <summary>Grows with every change of the leader or of its incarnation.</summary>
    [Id(2)] public int LeaderEpoch { get; init; }

    /// <summary>Grows with every change of this record.</summary>
    [Id(3)] public int PartitionEpoch { get; init; }

    /// <summary>Broker ids, the preferred leader first.</summary>
    [Id(4)] public int[] Replicas { get; init; } = [];

    [Id(5)] public InSyncReplica[] Isr { get; init; } = [];

    /// <summary>
    /// Id of the data folder that holds each of <see cref="Replicas"/>, in their order: a log is never made anywhere
    /// else. <see cref="Guid.Empty"/>, or nothing, where it is not known.
    /// </summary>
    [Id(6)] public Guid[] DirectoryIds { get; init; } = [];

    /// <summary>The data folder of a broker's replica; <see cref="Guid.Empty"/> where it is not known.</summary>
    public Guid DirectoryOf(int brokerId)
    {
        var replica = Array.IndexOf(Replicas, brokerId);
        return (uint)replica < (uint)DirectoryIds.Length ? DirectoryIds[replica] : Guid.Empty;
    }

    /// <summary>Whether this gives way to the other: only a higher (leader epoch, partition epoch) wins.</summary>
    public bool IsOlderThan(PartitionMetadata other) =>
        (LeaderEpoch, PartitionEpoch).CompareTo((other.LeaderEpoch, other.PartitionEpoch)) < 0;
}

/// <summary>A member of the ISR; incarnation and folders tell a broker from its own restart.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.InSyncReplica")]
public sealed record InSyncReplica
{
    [Id(0)] public int BrokerId { get; init; }

    [Id(1)] public Guid Incarnation { get; init; }

    /// <summary>
    /// The data folders that the broker had then: without any of them it does not hold the data any more.
    /// </summary>
    [Id(2)] public Guid[] DirectoryIds { get; init; } = [];
}

using Orleans;
using OrleansBroker.Abstractions.Partitions;

namespace OrleansBroker.Abstractions;

/// <summary>
/// The Orleans face of a led partition; it lives on the leader's silo and serves only while the stored record names
/// that broker, its incarnation and its epoch. Otherwise it answers NOT_LEADER_OR_FOLLOWER. The key is made by
/// <see cref="PartitionKey"/>.
/// </summary>
[Alias("OrleansBroker.IPartitionGrain")]
public interface IPartitionGrain : IGrainWithStringKey
{
    /// <summary>Where the partition stands.</summary>
    [Alias("GetStatus")]
    Task<PartitionStatus> GetStatus();

    /// <summary>
    /// Appends one record batch and answers when the leader has written it. Whether it is on all in-sync replicas
    /// shows in <see cref="GetStatus"/>, so that no call waits for acks.
    /// </summary>
    [Alias("Append")]
    Task<PartitionAppendResult> Append(PartitionAppend append);
}

using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Topics;

/// <summary>What a coordinator knows of a topic.</summary>
/// <param name="Id">The topic's id.</param>
/// <param name="Name">The topic's name.</param>
/// <param name="PartitionCount">The number of its partitions.</param>
/// <param name="Racks">The racks of each partition's replicas, by partition; empty when no broker names a rack.</param>
public sealed record TopicInfo(
    TopicId Id, string Name, int PartitionCount, IReadOnlyList<IReadOnlyList<string>> Racks)
{
    /// <summary>The racks on which the partition has a replica.</summary>
    public IReadOnlyList<string> RacksOf(int partition) => partition < Racks.Count ? Racks[partition] : [];
}

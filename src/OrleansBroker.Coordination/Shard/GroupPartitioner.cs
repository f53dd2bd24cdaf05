namespace OrleansBroker.Coordination.Shard;

/// <summary>
/// Which partition of <c>__consumer_offsets</c> keeps a group. The hash is that of Java's <c>String.hashCode</c>,
/// because clients and tools compute it too.
/// </summary>
public static class GroupPartitioner
{
    /// <param name="groupId">The group.</param>
    /// <param name="partitionCount">The topic's actual number of partitions, positive.</param>
    public static int PartitionOf(string groupId, int partitionCount)
    {
        ArgumentNullException.ThrowIfNull(groupId);
        var hash = 0;
        foreach (var character in groupId)
            hash = unchecked((31 * hash) + character);
        return (hash & int.MaxValue) % partitionCount;
    }
}

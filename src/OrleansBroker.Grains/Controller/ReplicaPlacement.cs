using OrleansBroker.Abstractions.Metadata;

namespace OrleansBroker.Grains.Controller;

/// <summary>Which brokers hold a new partition, and the leadership record that it begins with. Pure.</summary>
internal static class ReplicaPlacement
{
    /// <summary>
    /// Spreads replicas over the brokers: the leaders of a topic's partitions go round, followers are the next in
    /// the round.
    /// </summary>
    /// <param name="brokerIds">All brokers, sorted.</param>
    /// <param name="topicId">Moves the start of the round, so that one-partition topics spread too.</param>
    /// <param name="partition">Index of the partition.</param>
    /// <param name="replicationFactor">At most the number of brokers.</param>
    public static int[] Spread(IReadOnlyList<int> brokerIds, Guid topicId, int partition, int replicationFactor)
    {
        var start = (BitConverter.ToUInt16(topicId.ToByteArray(), 0) + partition) % brokerIds.Count;
        return [.. Enumerable.Range(start, replicationFactor).Select(place => brokerIds[place % brokerIds.Count])];
    }

    /// <summary>What is wrong with an assignment by hand, or null.</summary>
    public static string? Validate(ControllerState state, IReadOnlyList<int> replicas)
    {
        if (replicas.Count == 0)
        {
            return "The manual partition assignment includes an empty replica list.";
        }

        foreach (var replica in replicas)
        {
            if (replicas.Count(other => other == replica) > 1)
            {
                return $"The manual partition assignment includes the broker {replica} more than once.";
            }

            if (!state.Brokers.ContainsKey(replica))
            {
                return $"The manual partition assignment includes broker {replica}, but no such broker is registered.";
            }
        }

        return null;
    }

    /// <summary>
    /// The record of a partition that is new. Only the leader is in sync: the others join the ISR when they hold
    /// what it holds, so that acks=all never counts a replica that has nothing.
    /// </summary>
    /// <param name="state">Where it begins.</param>
    /// <param name="topicId">Moves the start of the round over the folders, as it does over the brokers.</param>
    /// <param name="partition">Index of the partition.</param>
    /// <param name="replicas">Broker ids, the leader first.</param>
    public static PartitionMetadata NewPartition(ControllerState state, Guid topicId, int partition, int[] replicas)
    {
        var leader = state.Brokers[replicas[0]];
        return new PartitionMetadata
        {
            Leader = leader.BrokerId,
            LeaderIncarnation = leader.Incarnation,
            Replicas = replicas,
            Isr = [InSync(leader)],
            DirectoryIds = [.. replicas.Select(id => DirectoryFor(state, state.Brokers[id], topicId, partition))],
        };
    }

    /// <summary>The broker, as it is now, as a member of an ISR.</summary>
    public static InSyncReplica InSync(BrokerMetadata broker) => new()
    {
        BrokerId = broker.BrokerId,
        Incarnation = broker.Incarnation,
        DirectoryIds = broker.DirectoryIds,
    };

    // Of a topic, a broker holds one partition in every round over the brokers: by the number of the round they go
    // round its folders.
    private static Guid DirectoryFor(ControllerState state, BrokerMetadata broker, Guid topicId, int partition)
    {
        var start = BitConverter.ToUInt16(topicId.ToByteArray(), 0) + (partition / state.Brokers.Count);
        return broker.DirectoryIds is { Length: > 0 } folders ? folders[start % folders.Length] : Guid.Empty;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Partitions;

/// <summary>
/// The partitions that this silo leads, by topic id. Thread-safe: the data path looks up without a lock, the silo's
/// broker is the only writer.
/// </summary>
public sealed class PartitionRegistry
{
    private readonly ConcurrentDictionary<TopicIdPartition, Partition> _partitions = new();

    /// <summary>
    /// A partition is led from now on, in a new epoch; it may have resigned by the time of the call. Handlers are quick
    /// and do not throw.
    /// </summary>
    internal event Action<Partition>? Led;

    public int Count => _partitions.Count;

    /// <summary>The led partitions, in no order.</summary>
    public IEnumerable<Partition> Partitions => _partitions.Values;

    public bool TryGet(TopicIdPartition id, [NotNullWhen(true)] out Partition? partition) =>
        _partitions.TryGetValue(id, out partition);

    /// <summary>Serves a partition, in place of an earlier epoch of it, which resigns.</summary>
    internal void Add(Partition partition)
    {
        _partitions.TryGetValue(partition.Id, out var earlier);
        _partitions[partition.Id] = partition;
        earlier?.Resign();
        Led?.Invoke(partition);
    }

    /// <summary>Ends leadership of a partition; false when it is not led here.</summary>
    internal bool Resign(TopicIdPartition id)
    {
        if (!_partitions.TryRemove(id, out var partition))
        {
            return false;
        }

        partition.Resign();
        return true;
    }

    internal void ResignAll()
    {
        foreach (var id in _partitions.Keys)
        {
            Resign(id);
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Partitions;

/// <summary>
/// The partitions that this silo leads, and those that it would lead if their data folder were there, by topic id.
/// Thread-safe: the data path looks up without a lock, the silo's broker is the only writer.
/// </summary>
public sealed class PartitionRegistry
{
    private readonly ConcurrentDictionary<TopicIdPartition, Partition> _partitions = new();
    private readonly ConcurrentDictionary<TopicIdPartition, bool> _offline = new();

    /// <summary>
    /// A partition is led from now on, in a new epoch; it may have resigned by the time of the call. Handlers are quick
    /// and do not throw.
    /// </summary>
    internal event Action<Partition>? Led;

    public int Count => _partitions.Count;

    /// <summary>Number of partitions on disks that cannot be used.</summary>
    public int OfflineCount => _offline.Count;

    /// <summary>The led partitions, in no order.</summary>
    public IEnumerable<Partition> Partitions => _partitions.Values;

    public bool TryGet(TopicIdPartition id, [NotNullWhen(true)] out Partition? partition) =>
        _partitions.TryGetValue(id, out partition);

    /// <summary>Whether this silo holds the partition on a disk that it cannot use.</summary>
    public bool IsOffline(TopicIdPartition id) => _offline.ContainsKey(id);

    /// <summary>The partitions on disks that cannot be used, in no order.</summary>
    internal IEnumerable<TopicIdPartition> Offline => _offline.Keys;

    /// <summary>Notes that a partition's disk cannot be used; false when that is known already.</summary>
    internal bool TakeOffline(TopicIdPartition id)
    {
        Resign(id);
        return _offline.TryAdd(id, true);
    }

    /// <summary>Forgets that a partition's disk could not be used.</summary>
    internal void Restore(TopicIdPartition id) => _offline.TryRemove(id, out _);

    /// <summary>Serves a partition, in place of an earlier epoch of it, which resigns.</summary>
    internal void Add(Partition partition)
    {
        _partitions.TryGetValue(partition.Id, out var earlier);
        _partitions[partition.Id] = partition;
        Restore(partition.Id);
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

using OrleansBroker.Protocol;

namespace OrleansBroker.Storage.Compaction;

/// <summary>The compacted logs of a folder that cannot be cleaned at present, counted for operators.
/// Thread-safe.</summary>
internal sealed class UncleanableLogs
{
    private readonly HashSet<TopicPartition> _partitions = [];

    public void Add(TopicPartition partition)
    {
        lock (_partitions)
        {
            CleanerInstruments.AddUncleanable(_partitions.Add(partition) ? 1 : 0);
        }
    }

    public void Remove(TopicPartition partition)
    {
        lock (_partitions)
        {
            CleanerInstruments.AddUncleanable(_partitions.Remove(partition) ? -1 : 0);
        }
    }

    public void Clear()
    {
        lock (_partitions)
        {
            CleanerInstruments.AddUncleanable(-_partitions.Count);
            _partitions.Clear();
        }
    }
}

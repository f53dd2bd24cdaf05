using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Offsets;

/// <summary>The offsets of one group. Single-threaded.</summary>
internal sealed class GroupOffsets
{
    private static readonly Dictionary<int, CommittedOffset> None = [];

    private readonly Dictionary<string, Dictionary<int, CommittedOffset>> _topics = new(StringComparer.Ordinal);

    public PendingOffsets Pending { get; } = new();

    public int Count { get; private set; }

    public bool IsEmpty => Count == 0 && Pending.IsEmpty;

    public IEnumerable<string> Topics => _topics.Keys;

    public IReadOnlyDictionary<int, CommittedOffset> Of(string topic) =>
        _topics.TryGetValue(topic, out var partitions) ? partitions : None;

    public IEnumerable<(TopicPartition Partition, CommittedOffset Offset)> All =>
        from topic in _topics
        from partition in topic.Value
        select (new TopicPartition(topic.Key, partition.Key), partition.Value);

    public bool TryGet(string topic, int partition, out CommittedOffset offset)
    {
        offset = default;
        return _topics.TryGetValue(topic, out var partitions) && partitions.TryGetValue(partition, out offset);
    }

    public void Set(string topic, int partition, CommittedOffset offset)
    {
        if (!_topics.TryGetValue(topic, out var partitions))
            _topics[topic] = partitions = [];
        if (!partitions.ContainsKey(partition))
            Count++;
        partitions[partition] = offset;
    }

    public void Remove(string topic, int partition)
    {
        if (!_topics.TryGetValue(topic, out var partitions) || !partitions.Remove(partition))
            return;
        Count--;
        if (partitions.Count == 0)
            _topics.Remove(topic);
    }
}

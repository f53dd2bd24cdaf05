using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Offsets;

/// <summary>The offsets of one group, and where in the log each of them is. Single-threaded.</summary>
internal sealed class GroupOffsets
{
    private readonly Dictionary<string, TopicOffsets> _topics = new(StringComparer.Ordinal);

    public PendingOffsets Pending { get; } = new();

    public bool IsEmpty => _topics.Count == 0 && Pending.IsEmpty;

    public IEnumerable<string> Topics => _topics.Keys;

    public IEnumerable<(TopicPartition Partition, CommittedOffset Offset)> All =>
        from topic in _topics
        from entry in topic.Value.All()
        select (new TopicPartition(topic.Key, entry.Partition), entry.Offset);

    public IEnumerable<int> PartitionsOf(string topic) =>
        _topics.TryGetValue(topic, out var offsets) ? offsets.Partitions : [];

    public bool TryGet(string topic, int partition, out CommittedOffset offset)
    {
        offset = default;
        return _topics.TryGetValue(topic, out var offsets) && offsets.TryGet(partition, out offset);
    }

    public void Set(string topic, int partition, in CommittedOffset offset, long position = TopicOffsets.NoPosition)
    {
        if (!_topics.TryGetValue(topic, out var offsets))
            _topics[topic] = offsets = new TopicOffsets();
        offsets.Set(partition, offset, position);
    }

    /// <summary>Takes over what a transaction has committed, unless something newer was written meanwhile.</summary>
    public void Settle(TopicPartition partition, in PendingOffset pending)
    {
        var isOvertaken = _topics.TryGetValue(partition.Topic, out var offsets)
            && offsets.TryGet(partition.Partition, out _)
            && offsets.PositionOf(partition.Partition) is var known
            && (known == TopicOffsets.NoPosition || known > pending.Position);
        if (!isOvertaken)
            Set(partition.Topic, partition.Partition, pending.Offset, pending.Position);
    }

    public void Remove(string topic, int partition)
    {
        if (!_topics.TryGetValue(topic, out var offsets))
            return;
        offsets.Remove(partition);
        if (offsets.Count == 0)
            _topics.Remove(topic);
    }

    /// <summary>Notes where in the log an offset is that was set before.</summary>
    public void Locate(string topic, int partition, long position)
    {
        if (_topics.TryGetValue(topic, out var offsets))
            offsets.Locate(partition, position);
    }

    /// <summary>What a sleeping group keeps; the names are the pool's.</summary>
    public SleepingTopic[] ToSleeping(Shard.NamePool names) =>
        [.. _topics.SelectMany(topic => topic.Value.ToSleeping(names.Share(topic.Key)))];
}

using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Offsets;

/// <summary>
/// Offsets that were committed in transactions which are still open: nobody reads them, and a reader that requires
/// stable offsets waits for them. Single-threaded.
/// </summary>
internal sealed class PendingOffsets
{
    private static readonly Dictionary<TopicPartition, PendingOffset> None = [];

    private readonly Dictionary<long, Dictionary<TopicPartition, PendingOffset>> _byProducer = [];

    public bool IsEmpty => _byProducer.Count == 0;

    public IEnumerable<string> Topics =>
        _byProducer.Values.SelectMany(offsets => offsets.Keys).Select(partition => partition.Topic);

    public IEnumerable<int> PartitionsOf(string topic) =>
        from offsets in _byProducer.Values
        from partition in offsets.Keys
        where partition.Topic == topic
        select partition.Partition;

    public void Add(long producerId, TopicPartition partition, PendingOffset offset)
    {
        if (!_byProducer.TryGetValue(producerId, out var offsets))
            _byProducer[producerId] = offsets = [];
        offsets[partition] = offset;
    }

    /// <summary>Takes out what the producer's transaction has committed, at its end.</summary>
    public IReadOnlyDictionary<TopicPartition, PendingOffset> Take(long producerId) =>
        _byProducer.Remove(producerId, out var offsets) ? offsets : None;

    /// <summary>Whether an open transaction may still change the partition's offset.</summary>
    public bool Contains(TopicPartition partition) => _byProducer.Values.Any(offsets => offsets.ContainsKey(partition));
}

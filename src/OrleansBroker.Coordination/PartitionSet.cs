using System.Collections;
using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination;

/// <summary>
/// An immutable set of partitions, grouped by topic, each topic's partitions in ascending order. Safe to share.
/// </summary>
public sealed class PartitionSet : IEquatable<PartitionSet>, IEnumerable<TopicIdPartition>
{
    /// <summary>The set without partitions.</summary>
    public static readonly PartitionSet Empty = new([]);

    private readonly Dictionary<TopicId, int[]> _topics;

    private PartitionSet(Dictionary<TopicId, int[]> topics)
    {
        _topics = topics;
        foreach (var partitions in topics.Values)
            Count += partitions.Length;
    }

    /// <summary>The number of partitions over all topics.</summary>
    public int Count { get; }

    /// <summary>Whether there is no partition.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>Each topic with its partitions, ascending and never empty.</summary>
    public IEnumerable<(TopicId TopicId, IReadOnlyList<int> Partitions)> Topics =>
        _topics.Select(entry => (entry.Key, (IReadOnlyList<int>)entry.Value));

    /// <summary>The set of the given partitions; one that is given twice counts once.</summary>
    public static PartitionSet Of(IEnumerable<TopicIdPartition> partitions)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        var topics = new Dictionary<TopicId, List<int>>();
        foreach (var (topicId, partition) in partitions)
            (topics.TryGetValue(topicId, out var list) ? list : topics[topicId] = []).Add(partition);
        return topics.Count == 0 ? Empty : new PartitionSet(topics.ToDictionary(entry => entry.Key, Ascending));
    }

    /// <summary>The set of the given topics' partitions.</summary>
    public static PartitionSet Of(IEnumerable<(TopicId TopicId, IEnumerable<int> Partitions)> topics) =>
        Of(topics.SelectMany(topic => topic.Partitions.Select(p => new TopicIdPartition(topic.TopicId, p))));

    public bool Contains(TopicIdPartition partition) =>
        _topics.TryGetValue(partition.TopicId, out var partitions)
        && Array.BinarySearch(partitions, partition.Partition) >= 0;

    /// <summary>The topic's partitions, ascending; empty when there are none.</summary>
    public IReadOnlyList<int> Of(TopicId topicId) => _topics.TryGetValue(topicId, out var partitions) ? partitions : [];

    /// <summary>What is in both sets.</summary>
    public PartitionSet Intersect(PartitionSet other) => Where(other.Contains);

    /// <summary>What is in this set and not in the other.</summary>
    public PartitionSet Except(PartitionSet other) => Where(partition => !other.Contains(partition));

    /// <summary>What is in either set.</summary>
    public PartitionSet Union(PartitionSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.IsEmpty ? this : IsEmpty ? other : Of(this.Concat(other));
    }

    /// <summary>The partitions for which the condition holds; this very set when it holds for all.</summary>
    public PartitionSet Where(Func<TopicIdPartition, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var kept = this.AsEnumerable().Where(condition).ToList();
        return kept.Count == Count ? this : Of(kept);
    }

    /// <summary>Whether the two sets share a partition.</summary>
    public bool Overlaps(PartitionSet other) => this.Any(other.Contains);

    /// <summary>Whether every partition of this set is in the other.</summary>
    public bool IsSubsetOf(PartitionSet other) => Count <= other.Count && this.All(other.Contains);

    public bool Equals(PartitionSet? other) => other is not null && Count == other.Count && IsSubsetOf(other);

    public override bool Equals(object? obj) => Equals(obj as PartitionSet);

    public override int GetHashCode() => this.Aggregate(0, (hash, partition) => hash ^ partition.GetHashCode());

    public IEnumerator<TopicIdPartition> GetEnumerator()
    {
        foreach (var (topicId, partitions) in _topics)
        {
            foreach (var partition in partitions)
                yield return new TopicIdPartition(topicId, partition);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Join(", ", this);

    private static int[] Ascending(KeyValuePair<TopicId, List<int>> topic) => [.. topic.Value.Distinct().Order()];
}

using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Fetching;

/// <summary>
/// The partitions that one client fetches again and again (KIP-227): a request then names only what changed, and so
/// does the answer. Thread-safe; a client that sends its next request before the last one is answered confuses itself
/// and nobody else.
/// </summary>
internal sealed class FetchSession(int id, bool usesTopicIds)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<FetchKey, FetchedPartition> _partitions = [];
    private List<FetchedPartition> _order = [];
    private int _nextEpoch = 1;

    public int Id { get; } = id;

    /// <summary>Whether the session names topics by id; mixing both ways is an error of the client.</summary>
    public bool UsesTopicIds { get; } = usesTopicIds;

    /// <summary>When it was last used, on the cache's clock; guarded by the cache's lock.</summary>
    public long LastUsedTimestamp { get; set; }

    /// <summary>The number after a request's; 0 starts a session, so that the one after the largest is 1.</summary>
    public static int EpochAfter(int epoch) => epoch == int.MaxValue ? 1 : epoch + 1;

    /// <summary>Takes the epoch of an incremental request; false when it is not the next one.</summary>
    public bool TryAdvance(int epoch)
    {
        lock (_lock)
        {
            if (epoch != _nextEpoch)
            {
                return false;
            }

            _nextEpoch = EpochAfter(epoch);
            return true;
        }
    }

    /// <summary>Applies what a request adds, changes and forgets, and returns all partitions in fetch order.</summary>
    public FetchedPartition[] Update(FetchRequest request)
    {
        lock (_lock)
        {
            Forget(request);
            foreach (var topic in request.Topics)
            {
                foreach (var wanted in topic.Partitions)
                {
                    Add(new FetchKey(topic.Topic, topic.TopicId, wanted.Partition), wanted);
                }
            }

            return [.. _order];
        }
    }

    /// <summary>
    /// Remembers what is being told, and lets the partitions that had records go to the end: with a full answer, the
    /// others come first the next time.
    /// </summary>
    public void Told(IReadOnlyList<FetchResult> results)
    {
        lock (_lock)
        {
            List<FetchedPartition>? served = null;
            foreach (var result in results)
            {
                result.Partition.Told(result.Data);
                if (result.Data.Records is { Length: > 0 })
                {
                    (served ??= []).Add(result.Partition);
                }
            }

            if (served is not null && served.Count < _order.Count)
            {
                var last = served.ToHashSet();
                _order = [.. _order.Where(partition => !last.Contains(partition)), .. _order.Where(last.Contains)];
            }
        }
    }

    private void Add(FetchKey key, FetchRequest.FetchPartition wanted)
    {
        if (!_partitions.TryGetValue(key, out var partition))
        {
            partition = new FetchedPartition(key);
            _partitions.Add(key, partition);
            _order.Add(partition);
        }

        partition.Set(wanted);
    }

    private void Forget(FetchRequest request)
    {
        HashSet<FetchedPartition>? forgotten = null;
        foreach (var topic in request.ForgottenTopicsData)
        {
            foreach (var index in topic.Partitions)
            {
                if (_partitions.Remove(new FetchKey(topic.Topic, topic.TopicId, index), out var partition))
                {
                    (forgotten ??= []).Add(partition);
                }
            }
        }

        // All with one pass: a session may have as many partitions as fit a frame.
        if (forgotten is not null)
        {
            _order.RemoveAll(forgotten.Contains);
        }
    }
}

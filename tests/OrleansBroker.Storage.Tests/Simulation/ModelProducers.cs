using OrleansBroker.Protocol;
using OrleansBroker.Storage.Producers;

namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>The producers of the model, and which transactions are not decided for sure.</summary>
internal sealed class ModelProducers
{
    private readonly Dictionary<long, ModelProducer> _producers = [];
    private readonly List<(long First, long Marker)> _completed = [];

    public int Count => _producers.Count;

    /// <summary>Whether one was forgotten: what it wrote does not tell what is remembered any more.</summary>
    public bool HaveForgotten { get; private set; }

    public ModelProducer? Find(long producerId) => _producers.GetValueOrDefault(producerId);

    public void Apply(ModelBatch batch)
    {
        // Compaction leaves empty control batches, which say nothing any more.
        if (!batch.Info.HasProducerId || (batch.Info.IsControl && batch.Marker is null))
        {
            return;
        }

        if (FindOrAdd(batch.Info.ProducerId).Apply(batch) is { } completed)
        {
            _completed.Add(completed);
        }
    }

    /// <summary>Starts over from what the log holds, and what the cleaner has taken out of it.</summary>
    public void Rebuild(IReadOnlyCollection<ModelBatch> batches, IReadOnlyCollection<ModelBatch> cleaned)
    {
        _producers.Clear();
        _completed.Clear();
        var taken = cleaned.ToHashSet();
        foreach (var batch in batches.Concat(cleaned).OrderBy(batch => batch.Base))
        {
            if (!taken.Contains(batch))
            {
                Apply(batch);
            }
            else if (batch.Info is { HasProducerId: true, IsControl: false })
            {
                FindOrAdd(batch.Info.ProducerId).NoteCleaned(batch);
            }
        }

        foreach (var producer in _producers.Values)
        {
            producer.CertainBatches = Math.Min(producer.CertainBatches, 1);
        }
    }

    /// <summary>What the log may answer to a batch.</summary>
    public IEnumerable<(ErrorCode Error, long? Original)> Judge(ModelBatch batch, bool requireFirstSequence)
    {
        if (!batch.Info.HasProducerId)
        {
            return [(ErrorCode.None, null)];
        }

        if (Find(batch.Info.ProducerId) is { } known)
        {
            return known.Judge(batch);
        }

        var isRefused = requireFirstSequence && !batch.Info.IsControl && batch.Info.BaseSequence != 0;
        return [(isRefused ? ErrorCode.OutOfOrderSequenceNumber : ErrorCode.None, null)];
    }

    /// <summary>First offset that a transaction makes unstable.</summary>
    public long? FirstUnstable(long highWatermark)
    {
        var open = _producers.Values.Select(producer => producer.TransactionFirst).Where(first => first >= 0);
        var unsure = _completed.Where(one => one.Marker >= highWatermark).Select(one => one.First);
        return open.Concat(unsure).Select(first => (long?)first).Min();
    }

    /// <summary>Compares with what the log remembers, and forgets those that it was free to forget.</summary>
    /// <param name="described">The log's producers.</param>
    /// <param name="silentSinceMs">Who wrote nothing since may be forgotten.</param>
    public void Check(IEnumerable<ProducerDescription> described, long silentSinceMs)
    {
        var known = described.ToDictionary(one => one.ProducerId);
        foreach (var (producerId, producer) in _producers.ToArray())
        {
            if (known.Remove(producerId, out var remembered))
            {
                Assert.Equal(producer.Describe(producerId), remembered);
            }
            else
            {
                var isSilent = producer.LastTimestampMs <= silentSinceMs && producer.TransactionFirst < 0;
                Assert.True(isSilent, $"producer {producerId} is forgotten");
                _producers.Remove(producerId);
                HaveForgotten = true;
            }
        }

        Assert.Empty(known.Values);
    }

    /// <summary>Goes on with what the log remembers: what it once came from is no longer there.</summary>
    public void Adopt(IEnumerable<ProducerDescription> described)
    {
        var known = described.ToDictionary(one => one.ProducerId);
        foreach (var (producerId, description) in known)
        {
            FindOrAdd(producerId).Adopt(description);
        }

        foreach (var producerId in _producers.Keys.Except(known.Keys).ToArray())
        {
            _producers.Remove(producerId);
        }
    }

    private ModelProducer FindOrAdd(long producerId)
    {
        if (!_producers.TryGetValue(producerId, out var producer))
        {
            producer = _producers[producerId] = new ModelProducer();
        }

        return producer;
    }
}

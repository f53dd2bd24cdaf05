using OrleansBroker.Storage.Producers;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// The batches that must stay, if only as a header, because recovery learns a producer's last sequence or epoch from
/// them. Taken when a cleaning begins: what a producer writes later lies beyond what is cleaned. Immutable.
/// </summary>
internal sealed class LastBatches(IEnumerable<KeyValuePair<long, ProducerEntry>> producers)
{
    private readonly Dictionary<long, ProducerEntry> _producers = new(producers);

    public bool Contains(in BatchInfo batch)
    {
        if (!batch.HasProducerId || !_producers.TryGetValue(batch.ProducerId, out var producer))
        {
            return false;
        }

        // Without a batch of records in its epoch, the marker that began the epoch tells it.
        return producer.Last is { } last
            ? batch.LastOffset == last.LastOffset
            : batch.IsControl && batch.ProducerEpoch == producer.Epoch;
    }
}

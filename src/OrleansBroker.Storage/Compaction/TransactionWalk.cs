using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// Follows the transactions of a log from batch to batch: which batches were aborted, and of which transactions
/// nothing is left but the marker. Single-threaded; batches come in order of their offsets, none left out.
/// </summary>
internal sealed class TransactionWalk(IEnumerable<AbortedTransaction> aborted)
{
    private readonly Queue<AbortedTransaction> _ahead = new(aborted.OrderBy(static one => one.FirstOffset));
    private readonly Dictionary<long, AbortedTransaction> _aborting = [];
    private readonly HashSet<long> _withBatches = [];

    /// <summary>Whether a batch of records belongs to an aborted transaction.</summary>
    public bool IsAborted(in BatchInfo batch)
    {
        Advance(batch.LastOffset);
        if (!batch.IsTransactional)
        {
            return false;
        }

        _withBatches.Add(batch.ProducerId);
        return _aborting.ContainsKey(batch.ProducerId);
    }

    /// <summary>Whether a control batch is all that is left of its transaction, so that it may go in its
    /// time.</summary>
    /// <param name="batch">The control batch.</param>
    /// <param name="marker">Its marker; null when it is of another kind.</param>
    /// <param name="recordCount">Its records: none, when an earlier cleaning left only its header.</param>
    /// <param name="indexed">The aborted transaction that it ends, when batches of it are still to be skipped by
    /// consumers.</param>
    public bool EndsEmptied(
        in BatchInfo batch, TransactionMarker? marker, int recordCount, out AbortedTransaction? indexed)
    {
        Advance(batch.LastOffset);
        indexed = null;
        if (marker is null)
        {
            return recordCount == 0;
        }

        var hasBatches = _withBatches.Remove(batch.ProducerId);
        if (_aborting.Remove(batch.ProducerId, out var aborted) && hasBatches)
        {
            indexed = aborted;
        }

        return !hasBatches;
    }

    private void Advance(long offset)
    {
        while (_ahead.TryPeek(out var next) && next.FirstOffset <= offset)
        {
            _aborting[next.ProducerId] = _ahead.Dequeue();
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Producers;

/// <summary>
/// The idempotent and transactional producers of a log: refuses duplicates and gaps, and knows where the first
/// undecided transaction began.
/// </summary>
/// <remarks>
/// Batches are checked and applied before they are written, in order, so that a later batch of the same write sees
/// the earlier ones; <see cref="Commit"/> or <see cref="RollBack"/> follows the write. Changed under the log's write
/// lock only; its own lock lets others read meanwhile.
/// </remarks>
public sealed class ProducerStates
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, ProducerEntry> _entries = [];
    private readonly SortedDictionary<long, long> _ongoing = [];
    private readonly List<CompletedTransaction> _undelivered = [];
    private readonly List<(long ProducerId, ProducerEntry? Earlier)> _undo = [];
    private int _undeliveredCommitted;

    internal ProducerStates()
    {
    }

    /// <summary>Number of producers remembered.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>The producers, for DescribeProducers.</summary>
    public IReadOnlyList<ProducerDescription> Describe()
    {
        lock (_lock)
        {
            return [.. _entries.Select(pair => ProducerDescription.Of(pair.Key, pair.Value))];
        }
    }

    /// <summary>
    /// First offset of the earliest transaction that is undecided, or decided by a marker at or above the high
    /// watermark: a read_committed consumer must not read it yet. Null when there is none.
    /// </summary>
    public long? FirstUnstableOffset(long highWatermark)
    {
        lock (_lock)
        {
            _undeliveredCommitted -= _undelivered.RemoveAll(transaction => transaction.LastOffset < highWatermark);
            long? first = _ongoing.Count > 0 ? _ongoing.Keys.First() : null;
            foreach (var transaction in _undelivered)
            {
                first = Math.Min(first ?? long.MaxValue, transaction.FirstOffset);
            }

            return first;
        }
    }

    /// <summary>Whether a batch from a client may follow what the producer wrote before.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="marker">Its transaction marker, when it is one.</param>
    /// <param name="requireFirstSequence">Whether an unknown producer must start at 0.</param>
    /// <param name="original">For a duplicate, the batch that was appended.</param>
    internal ErrorCode Check(
        in BatchInfo batch, TransactionMarker? marker, bool requireFirstSequence, out ProducerBatch? original)
    {
        lock (_lock)
        {
            original = null;
            ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, batch.ProducerId);
            if (Unsafe.IsNullRef(ref entry) || entry.Epoch == ProducerEntry.NoEpoch)
            {
                return requireFirstSequence && !batch.IsControl && batch.BaseSequence != 0
                    ? ErrorCode.OutOfOrderSequenceNumber
                    : ErrorCode.None;
            }

            if (batch.IsControl)
            {
                return CheckMarker(entry, batch, marker);
            }

            original = entry.FindDuplicate(batch);
            return original is null ? CheckNew(entry, batch) : ErrorCode.None;
        }
    }

    /// <summary>Applies a batch of records with its offsets in this log.</summary>
    internal void Apply(in BatchInfo batch)
    {
        lock (_lock)
        {
            ref var entry = ref Entry(batch.ProducerId);
            entry.MoveTo(batch.ProducerEpoch);
            entry.LastTimestampMs = batch.MaxTimestampMs;
            var offsetDelta = (int)(batch.LastOffset - batch.BaseOffset);
            entry.Add(new ProducerBatch(batch.LastSequence, batch.LastOffset, offsetDelta, batch.MaxTimestampMs));
            if (batch.IsTransactional && entry.TransactionFirstOffset < 0)
            {
                entry.TransactionFirstOffset = batch.BaseOffset;
                _ongoing.Add(batch.BaseOffset, batch.ProducerId);
            }
        }
    }

    /// <summary>Applies a transaction marker.</summary>
    /// <returns>The transaction to note in the index when it was aborted and wrote something here; else null.</returns>
    internal AbortedTransaction? ApplyMarker(in BatchInfo batch, TransactionMarker marker)
    {
        lock (_lock)
        {
            ref var entry = ref Entry(batch.ProducerId);
            entry.MoveTo(batch.ProducerEpoch);
            entry.LastTimestampMs = batch.MaxTimestampMs;
            entry.CoordinatorEpoch = marker.CoordinatorEpoch;
            var first = entry.TransactionFirstOffset;
            if (first < 0)
            {
                return null;
            }

            entry.TransactionFirstOffset = ProducerEntry.NoOffset;
            _ongoing.Remove(first);
            _undelivered.Add(new CompletedTransaction(first, batch.LastOffset));
            var stable = _ongoing.Count > 0 ? _ongoing.Keys.First() : batch.LastOffset + 1;
            return marker.Type == ControlRecordType.Commit
                ? null
                : new AbortedTransaction(batch.ProducerId, first, batch.LastOffset, stable);
        }
    }

    /// <summary>The batches applied since the last call are written.</summary>
    internal void Commit()
    {
        if (_undo.Count > 0)
        {
            lock (_lock)
            {
                _undo.Clear();
                _undeliveredCommitted = _undelivered.Count;
            }
        }
    }

    /// <summary>The batches applied since the last commit were not written.</summary>
    internal void RollBack()
    {
        lock (_lock)
        {
            for (var index = _undo.Count - 1; index >= 0; index--)
            {
                var (producerId, earlier) = _undo[index];
                if (earlier is { } entry)
                {
                    _entries[producerId] = entry;
                }
                else
                {
                    _entries.Remove(producerId);
                }
            }

            _undo.Clear();
            _undelivered.RemoveRange(_undeliveredCommitted, _undelivered.Count - _undeliveredCommitted);
            IndexOngoing();
        }
    }

    /// <summary>Forgets producers that wrote nothing for long and have no transaction open.</summary>
    internal void RemoveSilentSince(long timestampMs)
    {
        lock (_lock)
        {
            foreach (var (producerId, entry) in _entries)
            {
                if (entry.LastTimestampMs <= timestampMs && entry.TransactionFirstOffset < 0)
                {
                    _entries.Remove(producerId);
                }
            }
        }
    }

    /// <summary>Replaces everything by what a snapshot holds.</summary>
    internal void Load(IEnumerable<KeyValuePair<long, ProducerEntry>> entries)
    {
        lock (_lock)
        {
            _entries.Clear();
            _undelivered.Clear();
            _undo.Clear();
            _undeliveredCommitted = 0;
            foreach (var (producerId, entry) in entries)
            {
                _entries[producerId] = entry;
            }

            IndexOngoing();
        }
    }

    /// <summary>The transactions whose markers lie at or above the high watermark.</summary>
    internal List<CompletedTransaction> DecidedFrom(long highWatermark)
    {
        lock (_lock)
        {
            return _undelivered.FindAll(transaction => transaction.LastOffset >= highWatermark);
        }
    }

    /// <summary>Adds transactions that are decided, but not for sure.</summary>
    internal void AddUndelivered(IReadOnlyList<CompletedTransaction> transactions)
    {
        lock (_lock)
        {
            _undelivered.AddRange(transactions);
            _undeliveredCommitted = _undelivered.Count;
        }
    }

    /// <summary>A copy of every producer, ordered by id.</summary>
    internal KeyValuePair<long, ProducerEntry>[] Copy()
    {
        lock (_lock)
        {
            return [.. _entries];
        }
    }

    private static ErrorCode CheckNew(in ProducerEntry entry, in BatchInfo batch)
    {
        if (batch.ProducerEpoch < entry.Epoch)
        {
            return ErrorCode.InvalidProducerEpoch;
        }

        var last = batch.ProducerEpoch == entry.Epoch ? entry.LastSequence : ProducerEntry.NoSequence;
        if (batch.BaseSequence != ((last + 1) & int.MaxValue))
        {
            return ErrorCode.OutOfOrderSequenceNumber;
        }

        return entry.TransactionFirstOffset >= 0 && !batch.IsTransactional
            ? ErrorCode.InvalidTxnState
            : ErrorCode.None;
    }

    /// <summary>A marker fences like a batch, and a deposed coordinator is told so.</summary>
    private static ErrorCode CheckMarker(in ProducerEntry entry, in BatchInfo batch, TransactionMarker? marker)
    {
        if (batch.ProducerEpoch < entry.Epoch)
        {
            return ErrorCode.InvalidProducerEpoch;
        }

        return marker is { } known && known.CoordinatorEpoch < entry.CoordinatorEpoch
            ? ErrorCode.TransactionCoordinatorFenced
            : ErrorCode.None;
    }

    private ref ProducerEntry Entry(long producerId)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, producerId, out var exists);
        _undo.Add((producerId, exists ? entry : null));
        if (!exists)
        {
            entry = new ProducerEntry();
        }

        return ref entry;
    }

    private void IndexOngoing()
    {
        _ongoing.Clear();
        foreach (var (producerId, entry) in _entries)
        {
            if (entry.TransactionFirstOffset >= 0)
            {
                _ongoing.Add(entry.TransactionFirstOffset, producerId);
            }
        }
    }
}

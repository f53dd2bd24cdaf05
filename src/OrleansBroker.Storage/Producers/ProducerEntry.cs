using System.Runtime.CompilerServices;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Producers;

/// <summary>
/// What a log remembers of one producer: its epoch, its last five batches (a client has at most five in flight) and
/// where its ongoing transaction began. A plain value, so that an earlier one can be put back when a write fails.
/// </summary>
internal struct ProducerEntry
{
    public const short NoEpoch = -1;
    public const int NoSequence = -1;
    public const long NoOffset = -1;

    private const int BatchesMax = 5;

    private RecentBatches _batches;
    private int _batchCount;

    public ProducerEntry()
    {
    }

    public short Epoch { get; set; } = NoEpoch;

    public int CoordinatorEpoch { get; set; } = -1;

    public long LastTimestampMs { get; set; } = -1;

    /// <summary>First offset of the ongoing transaction, or -1.</summary>
    public long TransactionFirstOffset { get; set; } = NoOffset;

    /// <summary>The newest batch, or null when none is remembered.</summary>
    public readonly ProducerBatch? Last => _batchCount == 0 ? null : _batches[_batchCount - 1];

    public readonly int LastSequence => Last?.LastSequence ?? NoSequence;

    /// <summary>The earlier batch with the same epoch and sequences, or null.</summary>
    public readonly ProducerBatch? FindDuplicate(in BatchInfo batch)
    {
        if (batch.ProducerEpoch != Epoch)
        {
            return null;
        }

        for (var index = 0; index < _batchCount; index++)
        {
            var earlier = _batches[index];
            if (earlier.LastSequence == batch.LastSequence && earlier.FirstSequence == batch.BaseSequence)
            {
                return earlier;
            }
        }

        return null;
    }

    /// <summary>Moves to the epoch; a new one starts with no batches.</summary>
    public void MoveTo(short epoch)
    {
        if (Epoch != epoch)
        {
            Epoch = epoch;
            _batchCount = 0;
        }
    }

    public void Add(ProducerBatch batch)
    {
        if (_batchCount == BatchesMax)
        {
            for (var index = 1; index < BatchesMax; index++)
            {
                _batches[index - 1] = _batches[index];
            }

            _batchCount--;
        }

        _batches[_batchCount++] = batch;
    }

    [InlineArray(BatchesMax)]
    private struct RecentBatches
    {
        private ProducerBatch _first;
    }
}

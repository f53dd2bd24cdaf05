using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Producers;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>What a log should remember of one producer, by Kafka's rules and in the plainest form.</summary>
internal sealed class ModelProducer
{
    private const int RememberedBatches = 5;

    /// <summary>What the log may remember, in order; of what the cleaner took, a snapshot may still tell.</summary>
    private readonly List<(ModelBatch Batch, bool IsCleaned)> _batches = [];

    public short Epoch { get; private set; } = -1;

    public int CoordinatorEpoch { get; private set; } = -1;

    public long LastTimestampMs { get; private set; } = -1;

    public long TransactionFirst { get; private set; } = -1;

    /// <summary>Batches, from the newest one back, that the log must still know; a snapshot keeps only one.</summary>
    public int CertainBatches { get; set; }

    public int LastSequence { get; private set; } = -1;

    public int NextSequence => (LastSequence + 1) & int.MaxValue;

    public ProducerDescription Describe(long producerId) => new(
        producerId, Epoch, LastSequence, LastTimestampMs, CoordinatorEpoch, TransactionFirst);

    /// <summary>Takes a batch over; returns the transaction that it ends.</summary>
    public (long First, long Marker)? Apply(ModelBatch batch)
    {
        if (batch.Info.ProducerEpoch != Epoch)
        {
            Epoch = batch.Info.ProducerEpoch;
            LastSequence = -1;
            _batches.RemoveAll(earlier => earlier.Batch.Info.ProducerEpoch != Epoch);
            CertainBatches = 0;
        }

        LastTimestampMs = batch.Info.MaxTimestampMs;
        if (batch.Marker is { } marker)
        {
            var first = TransactionFirst;
            CoordinatorEpoch = marker.CoordinatorEpoch;
            TransactionFirst = -1;
            return first < 0 ? null : (first, batch.Info.LastOffset);
        }

        LastSequence = batch.Info.LastSequence;
        _batches.Add((batch, false));
        CertainBatches = Math.Min(CertainBatches + 1, RememberedBatches);
        TransactionFirst = batch.Info.IsTransactional && TransactionFirst < 0 ? batch.Base : TransactionFirst;
        return null;
    }

    /// <summary>Notes a batch that the cleaner has taken.</summary>
    public void NoteCleaned(ModelBatch batch) => _batches.Add((batch, true));

    /// <summary>Takes over what the log says, and what is sure of the batches.</summary>
    public void Adopt(ProducerDescription description)
    {
        if (description.LastSequence != LastSequence || description.ProducerEpoch != Epoch)
        {
            var last = _batches.FindLastIndex(one => one.Batch.Info.ProducerEpoch == description.ProducerEpoch
                && one.Batch.Info.LastSequence == description.LastSequence);
            _batches.RemoveRange(last + 1, _batches.Count - last - 1);
            CertainBatches = 0;
        }

        LastSequence = description.LastSequence;
        Epoch = (short)description.ProducerEpoch;
        CoordinatorEpoch = description.CoordinatorEpoch;
        LastTimestampMs = description.LastTimestampMs;
        TransactionFirst = description.CurrentTransactionStartOffset;
    }

    /// <summary>What the log may answer to a batch: an error, or the original's offset for a duplicate.</summary>
    public IEnumerable<(ErrorCode Error, long? Original)> Judge(ModelBatch batch)
    {
        var info = batch.Info;
        if (batch.Marker is { } marker)
        {
            yield return (JudgeMarker(info.ProducerEpoch, marker), null);
            yield break;
        }

        var originals = OriginalsOf(info);
        foreach (var (original, _) in originals)
        {
            yield return (ErrorCode.None, original);
        }

        if (!originals.Exists(original => original.IsCertain))
        {
            yield return (JudgeNew(batch), null);
        }
    }

    private ErrorCode JudgeMarker(short epoch, TransactionMarker marker)
    {
        if (epoch < Epoch)
        {
            return ErrorCode.InvalidProducerEpoch;
        }

        return marker.CoordinatorEpoch < CoordinatorEpoch ? ErrorCode.TransactionCoordinatorFenced : ErrorCode.None;
    }

    private ErrorCode JudgeNew(ModelBatch batch)
    {
        var info = batch.Info;
        if (info.ProducerEpoch < Epoch)
        {
            return ErrorCode.InvalidProducerEpoch;
        }

        if (info.BaseSequence != (info.ProducerEpoch == Epoch ? NextSequence : 0))
        {
            return ErrorCode.OutOfOrderSequenceNumber;
        }

        return TransactionFirst >= 0 && !info.IsTransactional ? ErrorCode.InvalidTxnState : ErrorCode.None;
    }

    /// <summary>
    /// Where the same sequences were written, among the last five batches; more than once where damage or the cleaner
    /// has taken the memory of it. What the cleaner took is known only by snapshots, and pushes nothing out.
    /// </summary>
    private List<(long Offset, bool IsCertain)> OriginalsOf(BatchInfo batch)
    {
        var originals = new List<(long, bool)>();
        var age = 0;
        for (var index = _batches.Count - 1; index >= 0 && age < RememberedBatches; index--)
        {
            var (earlier, isCleaned) = _batches[index];
            if ((earlier.Info.ProducerEpoch, earlier.Info.BaseSequence, earlier.Info.LastSequence)
                == (batch.ProducerEpoch, batch.BaseSequence, batch.LastSequence) && batch.ProducerEpoch == Epoch)
            {
                originals.Add((earlier.Base, !isCleaned && age < CertainBatches));
            }

            age += isCleaned ? 0 : 1;
        }

        return originals;
    }
}

using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// Decides what stays of one batch after the other, and writes that: the batch's own bytes where everything stays,
/// else a batch built anew with the same offsets, sequences and timestamps. Single-threaded.
/// </summary>
/// <remarks>
/// A record stays when no later one has its key. The first cleaning that keeps a tombstone, or a marker of whose
/// transaction nothing else is left, writes into the batch when that may go (KIP-534); a cleaning after that time
/// drops it. What no consumer could have seen for <c>delete.retention.ms</c> is thus never dropped, whatever the
/// records' own timestamps.
/// </remarks>
internal sealed class BatchCleaner(CleaningRound round, TransactionWalk transactions, LastBatches lastBatches)
{
    /// <summary>Records were bounded when they were produced; this only keeps a damaged length from taking all
    /// memory.</summary>
    public const int DecompressedBytesMax = 1 << 30;

    private readonly BatchRecords _records = new();

    /// <summary>Records that were dropped.</summary>
    public long RecordsDropped { get; private set; }

    /// <summary>Batches of which something was dropped or rewritten.</summary>
    public long BatchesChanged { get; private set; }

    /// <summary>Writes what stays of a batch.</summary>
    /// <param name="batch">The batch's bytes.</param>
    /// <param name="info">Its header.</param>
    /// <param name="keepsOffset">Whether a header stays in any case: it says where the segment ends.</param>
    /// <param name="target">Receives the result.</param>
    public void Clean(ReadOnlyMemory<byte> batch, in BatchInfo info, bool keepsOffset, CleanedSegment target)
    {
        var view = new RecordBatchView(batch.Span);
        var isFinished = info.IsControl ? EndsEmptied(batch, info, target) : transactions.IsAborted(info);
        var keepsHeader = keepsOffset || lastBatches.Contains(info);
        if (isFinished && (!info.IsControl || IsPastHorizon(view)))
        {
            RecordsDropped += view.RecordCount;
            Drop(view, keepsHeader, target);
        }
        else if (info.IsControl)
        {
            CleanMarker(batch, isFinished, keepsHeader, target);
        }
        else
        {
            CleanRecords(batch, keepsHeader, target);
        }
    }

    private bool EndsEmptied(ReadOnlyMemory<byte> batch, in BatchInfo info, CleanedSegment target)
    {
        var recordCount = new RecordBatchView(batch.Span).RecordCount;
        var isEmptied = transactions.EndsEmptied(info, ControlBatch.Marker(batch), recordCount, out var indexed);
        if (indexed is { } aborted)
        {
            target.Add(aborted);
        }

        return isEmptied;
    }

    private void CleanMarker(ReadOnlyMemory<byte> batch, bool isFinished, bool keepsHeader, CleanedSegment target)
    {
        var view = new RecordBatchView(batch.Span);
        if (view.RecordCount == 0)
        {
            // An earlier cleaning took the marker when its time was over, and left what somebody still needed.
            Drop(view, keepsHeader, target);
        }
        else if (!isFinished || view.HasDeleteHorizon)
        {
            target.Add(batch.Span);
        }
        else
        {
            using var reader = new RecordBatchReader(batch);
            _records.Read(reader, round.Keys.Hash);
            foreach (ref var record in _records.All)
            {
                record.Stays = true;
            }

            RebuildWithHorizon(view, reader, target);
        }
    }

    private void CleanRecords(ReadOnlyMemory<byte> batch, bool keepsHeader, CleanedSegment target)
    {
        var view = new RecordBatchView(batch.Span);
        using var reader = new RecordBatchReader(batch, DecompressedBytesMax);
        _records.Read(reader, round.Keys.Hash);
        var kept = Judge(view.BaseOffset, !IsPastHorizon(view), out var hasTombstone);
        RecordsDropped += reader.RecordCount - kept;
        if (kept == 0)
        {
            Drop(view, keepsHeader, target);
        }
        else if (hasTombstone && !view.HasDeleteHorizon)
        {
            RebuildWithHorizon(view, reader, target);
        }
        else if (kept == reader.RecordCount)
        {
            target.Add(batch.Span);
        }
        else
        {
            Rebuild(view, reader, target);
        }
    }

    private int Judge(long baseOffset, bool keepsTombstones, out bool hasTombstone)
    {
        hasTombstone = false;
        var kept = 0;
        foreach (ref var record in _records.All)
        {
            record.Stays = Stays(record, baseOffset + record.OffsetDelta, keepsTombstones);
            kept += record.Stays ? 1 : 0;
            hasTombstone |= record is { Stays: true, HasValue: false };
        }

        return kept;
    }

    private bool Stays(in BatchRecord record, long offset, bool keepsTombstones)
    {
        if (offset >= round.EndOffset)
        {
            return true;
        }

        // Records without a key are from before the topic was compacted: there is nothing to keep the last one of.
        return record.HasKey
            && offset >= round.Keys.LastOffset(record.Key)
            && (record.HasValue || keepsTombstones);
    }

    /// <summary>The bytes of what stays, under a new header.</summary>
    private void Rebuild(RecordBatchView view, RecordBatchReader reader, CleanedSegment target)
    {
        BatchesChanged++;
        using var builder = new RecordBatchBuilder(RecordBatchOptions.From(view));
        var records = _records.All;
        for (var from = 0; from < records.Length;)
        {
            var to = from;
            var youngest = long.MinValue;
            for (; to < records.Length && records[to].Stays; to++)
            {
                youngest = Math.Max(youngest, records[to].TimestampDelta);
            }

            if (to > from)
            {
                builder.AppendRun(
                    reader.Records[records[from].Start..records[to - 1].End], to - from, records[to - 1].OffsetDelta,
                    view.BaseTimestamp, view.BaseTimestamp + youngest);
            }

            from = to + 1;
        }

        Add(builder.Build(), target);
    }

    /// <summary>The horizon takes the place of the base timestamp, from which all others count.</summary>
    private void RebuildWithHorizon(RecordBatchView view, RecordBatchReader reader, CleanedSegment target)
    {
        BatchesChanged++;
        using var builder = new RecordBatchBuilder(RecordBatchOptions.From(view) with
        {
            DeleteHorizonMs = round.NowMs + round.DeleteRetentionMs,
        });
        var index = 0;
        foreach (var record in reader)
        {
            if (_records.All[index++].Stays)
            {
                builder.Append(record);
            }
        }

        Add(builder.Build(), target);
    }

    /// <summary>Leaves nothing, or a header without records that keeps offsets, sequences and the time of the last
    /// write.</summary>
    private void Drop(RecordBatchView view, bool keepsHeader, CleanedSegment target)
    {
        if (keepsHeader && view.RecordCount == 0)
        {
            target.Add(view.Bytes);
            return;
        }

        BatchesChanged++;
        if (!keepsHeader)
        {
            return;
        }

        using var builder = new RecordBatchBuilder(RecordBatchOptions.From(view) with { DeleteHorizonMs = null });
        var empty = builder.Build();
        RecordBatchHeader.SetMaxTimestampAndType(empty.Span, view.TimestampType, view.MaxTimestamp);
        Add(empty, target);
    }

    private static void Add(SharedBuffer batch, CleanedSegment target)
    {
        target.Add(batch.Span);
        batch.Release();
    }

    private bool IsPastHorizon(RecordBatchView view) =>
        view.HasDeleteHorizon && view.DeleteHorizonMs <= round.NowMs;
}

using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// The third stage: reads the dirty part of a log and notes each key's last offset, as far as the map has room.
/// Aborted records do not count. Single-threaded.
/// </summary>
internal sealed class KeyMapBuilder(CleanableLog cleanable, KeyMap map, CleanerPace pace)
{
    private readonly TransactionWalk _transactions =
        new(cleanable.Log.AbortedTransactions(cleanable.FirstDirtyOffset, cleanable.EndOffset));

    private readonly BatchRecords _records = new();

    /// <summary>Fills the map.</summary>
    /// <returns>The offset up to which the map knows every key.</returns>
    /// <exception cref="DamagedSegmentException">A segment holds bytes that are no batch.</exception>
    /// <exception cref="OperationCanceledException">The cleaner is to stop.</exception>
    public long Build()
    {
        var segments = cleanable.Segments;
        for (var index = SegmentList.Floor(segments, cleanable.FirstDirtyOffset); index < segments.Length; index++)
        {
            if (Read(segments[index]) is { } full)
            {
                return full;
            }
        }

        return cleanable.EndOffset;
    }

    /// <summary>The offset of the record that found no room, or null.</summary>
    private long? Read(LogSegment segment)
    {
        var position = segment.Offsets.Floor(cleanable.FirstDirtyOffset)?.Position ?? 0;
        using var batches = new SegmentBatches(segment, position, pace);
        while (batches.MoveNext())
        {
            var batch = batches.Current;
            if (batch.IsControl)
            {
                var recordCount = new RecordBatchView(batches.Bytes.Span).RecordCount;
                _transactions.EndsEmptied(batch, ControlBatch.Marker(batches.Bytes), recordCount, out _);
            }
            else if (!_transactions.IsAborted(batch) && Put(batches.Bytes, batch.BaseOffset) is { } full)
            {
                return full;
            }
        }

        return null;
    }

    private long? Put(ReadOnlyMemory<byte> batch, long baseOffset)
    {
        using var reader = new RecordBatchReader(batch, BatchCleaner.DecompressedBytesMax);
        _records.Read(reader, map.Hash);
        foreach (ref readonly var record in _records.All)
        {
            var offset = baseOffset + record.OffsetDelta;
            if (record.HasKey && offset >= cleanable.FirstDirtyOffset && !map.TryPut(record.Key, offset))
            {
                return offset;
            }
        }

        return null;
    }
}

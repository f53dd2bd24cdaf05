using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// One round over one log: map its keys, then rewrite its segments group by group and put each result in the place of
/// what it was made from. Single-threaded.
/// </summary>
internal sealed class LogCleaning(CleanableLog cleanable, CleanerOptions options, KeyHash hash, CleanerPace pace)
{
    private readonly PartitionLog _log = cleanable.Log;

    /// <summary>Bytes of the segments before and after, and records that went.</summary>
    public CleaningTotals Totals { get; private set; }

    /// <summary>Runs the round.</summary>
    /// <returns>The new first dirty offset, or null when the log changed meanwhile.</returns>
    /// <exception cref="DamagedSegmentException">A segment holds bytes that are no batch.</exception>
    /// <exception cref="IOException">The disk refused.</exception>
    /// <exception cref="OperationCanceledException">The cleaner is to stop.</exception>
    public long? Run()
    {
        var first = cleanable.FirstDirtyOffset;
        using var keys = new KeyMap(cleanable.EndOffset - first, options.MapBytesPerThread, first, hash);
        var endOffset = new KeyMapBuilder(cleanable, keys, pace).Build();
        var round = new CleaningRound(keys, endOffset, _log.NowMs(), _log.Config.DeleteRetentionMs);
        var segments = Array.FindAll(cleanable.Segments, segment => segment.BaseOffset < endOffset);
        var cleaner = new BatchCleaner(round, TransactionsOf(segments), new LastBatches(_log.Producers.Copy()));
        foreach (var group in SegmentGroups.Of(segments, _log.Config))
        {
            if (!Clean(group, cleaner))
            {
                return null;
            }
        }

        Totals = Totals with { RecordsDropped = cleaner.RecordsDropped };
        return endOffset;
    }

    /// <summary>Of whole segments, though the map may end within the last one: its transaction index is written
    /// anew.</summary>
    private TransactionWalk TransactionsOf(LogSegment[] segments) =>
        new(_log.AbortedTransactions(segments[0].BaseOffset, segments[^1].NextOffset));

    /// <summary>False when the log has changed.</summary>
    private bool Clean(LogSegment[] group, BatchCleaner cleaner)
    {
        if (Array.FindLast(group, static segment => segment.Size > 0) is not { } last)
        {
            return true;
        }

        var changedBefore = cleaner.BatchesChanged;
        using var target = new CleanedSegment(
            _log.Folder.Files, group[0], _log.Config.IndexIntervalBytes, options.WriteBytesPerThread);
        foreach (var segment in group)
        {
            Clean(segment, segment == last, cleaner, target);
        }

        var before = group.Sum(static segment => (long)segment.Size);
        Totals = Totals with
        {
            BytesBefore = Totals.BytesBefore + before,
            BytesAfter = Totals.BytesAfter + target.SizeInBytes,
        };
        return (group.Length == 1 && cleaner.BatchesChanged == changedBefore) || Replace(group, target);
    }

    private bool Replace(LogSegment[] group, CleanedSegment target)
    {
        var cleaned = target.Finish();
        if (_log.TryReplace(group, cleaned))
        {
            return true;
        }

        cleaned.Dispose();
        cleaned.DeleteFiles();
        return false;
    }

    private void Clean(LogSegment segment, bool isLast, BatchCleaner cleaner, CleanedSegment target)
    {
        using var batches = new SegmentBatches(segment, 0, pace);
        while (batches.MoveNext())
        {
            var before = target.SizeInBytes;
            cleaner.Clean(batches.Bytes, batches.Current, isLast && batches.IsAtEnd, target);
            pace.Spend((int)(target.SizeInBytes - before));
        }
    }
}

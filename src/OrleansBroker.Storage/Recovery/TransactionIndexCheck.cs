using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Recovery;

/// <summary>
/// Compares transaction indexes with the log: nothing else protects them from a bit that flips, and a consumer would
/// get aborted records, or miss committed ones. Aborts are rare: it costs two short reads for each. Stateless.
/// </summary>
internal static class TransactionIndexCheck
{
    /// <summary>Whether each entry of a segment names a marker and the begin of a transaction that are there.</summary>
    /// <param name="before">The segments before it, in order.</param>
    /// <param name="segment">The segment.</param>
    public static bool IsTrue(ReadOnlySpan<LogSegment> before, LogSegment segment)
    {
        if (!segment.Transactions.IsSane(segment.BaseOffset))
        {
            return false;
        }

        foreach (var aborted in segment.Transactions.Entries)
        {
            if (!IsAbort(segment, aborted) || !IsBegin(before, segment, aborted))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Lookups stop at an entry by its last stable offset: no later entry may begin below it. Lowers those that are too
    /// high.
    /// </summary>
    /// <returns>Number of entries lowered.</returns>
    public static int LowerStable(LogSegment[] segments)
    {
        var lowered = 0;
        var firstOfLater = long.MaxValue;
        for (var at = segments.Length - 1; at >= 0; at--)
        {
            var transactions = segments[at].Transactions;
            for (var index = transactions.Entries.Length - 1; index >= 0; index--)
            {
                var entry = transactions.Entries[index];
                var stableMax = Math.Min(firstOfLater, entry.LastOffset + 1);
                if (entry.LastStableOffset > stableMax)
                {
                    transactions.LowerStable(index, stableMax);
                    lowered++;
                }

                firstOfLater = Math.Min(firstOfLater, entry.FirstOffset);
            }
        }

        return lowered;
    }

    /// <summary>Compaction leaves a marker as long as there is something that it aborts, or an empty batch.</summary>
    private static bool IsAbort(LogSegment segment, in AbortedTransaction aborted)
    {
        if (BatchHeaders.Ending(segment, aborted.LastOffset) is not var (batch, position))
        {
            return false;
        }

        return batch.BaseOffset > aborted.LastOffset
            || (batch.IsControl && batch.ProducerId == aborted.ProducerId
                && (!batch.HasRecords || MarkerAt(segment, position, batch) == ControlRecordType.Abort));
    }

    private static ControlRecordType? MarkerAt(LogSegment segment, int position, in BatchInfo batch)
    {
        var bytes = new byte[batch.SizeInBytes];
        return segment.File().Read(bytes, position) == bytes.Length && new RecordBatchView(bytes).IsCrcValid()
            ? ControlBatch.Marker(bytes)?.Type
            : null;
    }

    /// <summary>Compaction may have taken the first batch, and retention its segment.</summary>
    private static bool IsBegin(ReadOnlySpan<LogSegment> before, LogSegment segment, in AbortedTransaction aborted)
    {
        for (var index = before.Length - 1; aborted.FirstOffset < segment.BaseOffset && index >= 0; index--)
        {
            segment = before[index];
        }

        return BatchHeaders.Ending(segment, aborted.FirstOffset) is not var (batch, _)
            || batch.BaseOffset > aborted.FirstOffset
            || (batch.BaseOffset == aborted.FirstOffset && batch.IsTransactional && !batch.IsControl
                && batch.ProducerId == aborted.ProducerId);
    }
}

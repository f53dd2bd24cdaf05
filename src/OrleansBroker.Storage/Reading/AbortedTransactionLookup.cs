using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Reading;

/// <summary>Finds the aborted transactions that overlap a range of offsets. Thread-safe, no state.</summary>
internal static class AbortedTransactionLookup
{
    public static List<AbortedTransaction> Find(LogSegment[] segments, long fromOffset, long toOffset)
    {
        var found = new List<AbortedTransaction>();
        for (var index = Math.Max(SegmentList.Floor(segments, fromOffset), 0); index < segments.Length; index++)
        {
            foreach (var aborted in segments[index].Transactions.Entries)
            {
                if (aborted.LastOffset >= fromOffset && aborted.FirstOffset < toOffset)
                {
                    found.Add(aborted);
                }

                // Everything below this bound was decided by here: later markers end later transactions.
                if (aborted.LastStableOffset >= toOffset)
                {
                    return found;
                }
            }
        }

        return found;
    }
}

using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Recovery;

/// <summary>Finds the end of the active segment after a clean stop: only what follows the last index entry is
/// read.</summary>
internal static class TailScan
{
    /// <summary>False when the file does not end in a whole batch, although the stop was clean.</summary>
    public static bool Run(LogSegment segment, long endOffset, int indexIntervalBytes)
    {
        var length = segment.Size;
        segment.Activate();
        segment.RewindTo(long.MaxValue);
        if ((uint)segment.Size > length)
        {
            segment.RestoreSize(length);
            return false;
        }

        var bounds = new OffsetBounds(segment.NextOffset, endOffset);
        using var scanner = new BatchScanner(segment.File(), segment.Size, length, bounds, verify: true);
        while (scanner.MoveNext())
        {
            segment.Admit(scanner.Current, indexIntervalBytes);
        }

        if (segment.Size == length)
        {
            segment.ReadFirstTimestamp();
            return true;
        }

        segment.RestoreSize(length);
        return false;
    }
}

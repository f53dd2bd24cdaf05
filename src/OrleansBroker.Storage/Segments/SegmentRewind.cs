namespace OrleansBroker.Storage.Segments;

/// <summary>Cuts the end off a segment.</summary>
internal static class SegmentRewind
{
    /// <summary>Removes the batches that reach the offset or beyond; the segment can then be written.</summary>
    public static void To(LogSegment segment, long offset, int indexIntervalBytes)
    {
        var end = segment.Size;
        segment.RewindTo(offset);
        while (AdmitBelow(segment, offset, end, indexIntervalBytes) && StepOverDamage(segment, offset, end))
        {
        }

        segment.CutFile();
    }

    /// <summary>True when bytes that are no batch have ended it.</summary>
    private static bool AdmitBelow(LogSegment segment, long offset, int end, int indexIntervalBytes)
    {
        var bounds = OffsetBounds.From(segment.NextOffset);
        using var scanner = new BatchScanner(segment.File(), segment.Size, end, bounds, verify: false);
        while (scanner.MoveNext())
        {
            if (scanner.Current.LastOffset >= offset)
            {
                return false;
            }

            segment.Admit(scanner.Current, indexIntervalBytes);
        }

        return scanner.IsBroken;
    }

    /// <summary>Damage below the offset is no reason to cut the batches behind it, known or not.</summary>
    private static bool StepOverDamage(LogSegment segment, long offset, int end)
    {
        var next = BatchSearch.Behind(segment.File(), segment.Size, end, segment.NextOffset);
        if (next < 0 || SegmentScan.BaseOffsetAt(segment, next) is var toOffset && toOffset >= offset)
        {
            return false;
        }

        segment.Skip(new DamagedRange(segment.NextOffset, toOffset, segment.Size, next));
        return true;
    }
}

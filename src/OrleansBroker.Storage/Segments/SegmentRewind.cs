namespace OrleansBroker.Storage.Segments;

/// <summary>Cuts the end off a segment.</summary>
internal static class SegmentRewind
{
    /// <summary>Removes the batches that reach the offset or beyond; the segment can then be written.</summary>
    public static void To(LogSegment segment, long offset, int indexIntervalBytes)
    {
        var end = segment.Size;
        segment.RewindTo(offset);
        var bounds = OffsetBounds.From(segment.NextOffset);
        using var scanner = new BatchScanner(segment.File(), segment.Size, end, bounds, verify: false);
        while (scanner.MoveNext() && scanner.Current.LastOffset < offset)
        {
            segment.Admit(scanner.Current, indexIntervalBytes);
        }

        segment.CutFile();
    }
}

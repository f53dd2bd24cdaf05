namespace OrleansBroker.Storage.Segments;

/// <summary>Cuts the end off a segment.</summary>
internal static class SegmentRewind
{
    /// <summary>Removes the batches that reach the offset or beyond; the segment can then be written.</summary>
    public static void To(LogSegment segment, long offset, int indexIntervalBytes)
    {
        var end = segment.Size;
        segment.RewindTo(offset);
        using var scanner = new BatchScanner(segment.File(), segment.Size, end, OffsetBounds.From(segment.NextOffset), verify: false);
        while (scanner.MoveNext() && scanner.Current.LastOffset < offset)
        {
            segment.Admit(scanner.Current, indexIntervalBytes);
        }

        segment.CutFile();
    }
}

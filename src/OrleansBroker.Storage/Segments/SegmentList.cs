namespace OrleansBroker.Storage.Segments;

/// <summary>
/// The segments of a log by base offset. Changed under the log's write lock, by replacing the array, so that a reader
/// always sees one consistent list.
/// </summary>
internal sealed class SegmentList(LogSegment[] segments)
{
    private volatile LogSegment[] _segments = segments;

    /// <summary>All segments, at least one, the active one last.</summary>
    public LogSegment[] All => _segments;

    public LogSegment Active => _segments[^1];

    public LogSegment First => _segments[0];

    public void Add(LogSegment segment) => _segments = [.. _segments, segment];

    /// <summary>Replaces the whole list.</summary>
    public void Replace(LogSegment[] segments)
    {
        Invariant.Check(segments.Length > 0, "a log has an active segment");
        _segments = segments;
    }

    /// <summary>Position in the list of the last segment that begins at or before the offset; -1 when none
    /// does.</summary>
    public static int Floor(LogSegment[] segments, long offset)
    {
        var low = 0;
        var high = segments.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (segments[middle].BaseOffset <= offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high;
    }
}

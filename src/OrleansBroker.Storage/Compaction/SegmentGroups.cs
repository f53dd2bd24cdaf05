using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// The fourth stage: joins neighbours that fit one segment, by the sizes that they have before they are cleaned, so
/// that compaction does not leave ever more and ever smaller files.
/// </summary>
internal static class SegmentGroups
{
    public static List<LogSegment[]> Of(ReadOnlySpan<LogSegment> segments, LogConfig config)
    {
        var groups = new List<LogSegment[]>();
        while (!segments.IsEmpty)
        {
            var count = 1;
            while (count < segments.Length && Fits(segments[..(count + 1)], config))
            {
                count++;
            }

            groups.Add(segments[..count].ToArray());
            segments = segments[count..];
        }

        return groups;
    }

    private static bool Fits(ReadOnlySpan<LogSegment> group, LogConfig config)
    {
        long bytes = 0;
        long offsetIndexBytes = 0;
        long timeIndexBytes = 0;
        foreach (var segment in group)
        {
            bytes += segment.Size;
            offsetIndexBytes += (long)segment.Offsets.Count * Indexes.OffsetIndex.EntrySize;
            timeIndexBytes += (long)segment.Times.Count * Indexes.TimeIndex.EntrySize;
        }

        // Index entries hold offsets relative to the segment's base, in 32 bits.
        return bytes <= config.SegmentBytes
            && offsetIndexBytes <= config.SegmentIndexBytes
            && timeIndexBytes <= config.SegmentIndexBytes
            && group[^1].NextOffset - 1 - group[0].BaseOffset <= int.MaxValue;
    }
}

using OrleansBroker.Storage.Indexes;

namespace OrleansBroker.Storage.Segments;

/// <summary>
/// Compares the largest timestamp that a segment's time index tells with the batches: nothing else protects the index
/// from a bit that flips, and retention deletes by it. Reads headers only. Stateless.
/// </summary>
internal static class SegmentTimes
{
    /// <summary>Whether the batch that the index names is the first with that timestamp behind the entry
    /// before.</summary>
    public static bool IsLargestThere(LogSegment segment) => segment.Size == 0 || Find(segment, segment.Times.Last) > 0;

    /// <summary>Whether moreover no batch that follows is younger.</summary>
    public static bool IsLargestOfAll(LogSegment segment)
    {
        if (segment.Size == 0)
        {
            return true;
        }

        var largest = segment.Times.Last;
        var position = Find(segment, largest);
        var isLargest = position > 0;
        while (isLargest && BatchHeaders.At(segment, position) is { } batch)
        {
            isLargest = !batch.HasRecords || batch.MaxTimestampMs <= largest.TimestampMs;
            position += batch.SizeInBytes;
        }

        return isLargest && position == segment.Size;
    }

    /// <summary>Position behind the batch with the largest timestamp, or -1 when it is not where it should
    /// be.</summary>
    private static int Find(LogSegment segment, TimestampOffset largest)
    {
        var position = BatchHeaders.Start(segment, segment.Times.BeforeLast.Offset);
        while (BatchHeaders.At(segment, position) is { } batch)
        {
            if (batch.LastOffset >= largest.Offset)
            {
                var isIt = batch.BaseOffset <= largest.Offset && batch.MaxTimestampMs == largest.TimestampMs;
                return isIt ? position + batch.SizeInBytes : -1;
            }

            if (batch.HasRecords && batch.MaxTimestampMs >= largest.TimestampMs)
            {
                return -1;
            }

            position += batch.SizeInBytes;
        }

        return -1;
    }
}

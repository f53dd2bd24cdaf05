using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Indexes;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Reading;

/// <summary>
/// Finds records by timestamp, exactly, whatever the order of timestamps: the time index only tells where not to
/// look. Blocks on the disk.
/// </summary>
internal sealed class OffsetLookup(PartitionLog log, long upperBound)
{
    private readonly long _from = log.LogStartOffset;

    /// <summary>The first record, by offset, that is at least so young; null when there is none below the
    /// bound.</summary>
    public TimestampedOffset? FirstAtOrAfter(long timestampMs)
    {
        foreach (var segment in log.Segments.All)
        {
            if (segment.BaseOffset >= upperBound)
            {
                break;
            }

            log.CheckTimes(segment);
            if (segment.Largest.TimestampMs >= timestampMs && FirstIn(segment, timestampMs) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The first record with the largest timestamp of all; null for an empty log.</summary>
    public TimestampedOffset? WithMaxTimestamp()
    {
        TimestampedOffset? best = null;
        foreach (var segment in log.Segments.All)
        {
            if (segment.BaseOffset >= upperBound)
            {
                break;
            }

            log.CheckTimes(segment);
            var floor = best?.TimestampMs ?? TimestampOffset.NoTimestamp;
            if (segment.Largest.TimestampMs > floor)
            {
                best = YoungestIn(segment, floor) ?? best;
            }
        }

        return best;
    }

    private TimestampedOffset? FirstIn(LogSegment segment, long timestampMs)
    {
        var from = Math.Max(segment.Times.OffsetBefore(timestampMs), _from);
        using var walk = BatchWalk.From(segment, from, verify: false);
        while (walk.MoveNext() && walk.Current.BaseOffset < upperBound)
        {
            var isCandidate = walk.Current.MaxTimestampMs >= timestampMs && walk.Current.LastOffset >= _from;
            if (isCandidate && RecordIn(walk, timestampMs) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The youngest record of the segment that is younger than the floor.</summary>
    private TimestampedOffset? YoungestIn(LogSegment segment, long floorMs)
    {
        // Where the whole segment may be seen, the youngest batch is known; else each of its batches may be the one.
        // In a folder that Kafka compacted, the one known may be a header without records.
        var isWhole = segment.BaseOffset >= _from && segment.NextOffset <= upperBound;
        return (isWhole ? YoungestFrom(segment, segment.Largest.Offset, floorMs, stopsAtFirst: true) : null)
            ?? YoungestFrom(segment, _from, floorMs, stopsAtFirst: false);
    }

    private TimestampedOffset? YoungestFrom(LogSegment segment, long from, long floorMs, bool stopsAtFirst)
    {
        TimestampedOffset? best = null;
        using var walk = BatchWalk.From(segment, from, verify: false);
        while (walk.MoveNext() && walk.Current.BaseOffset < upperBound)
        {
            var candidate = walk.Current;
            if (candidate.MaxTimestampMs > floorMs && candidate.LastOffset >= from
                && YoungestIn(walk) is { } youngest && youngest.TimestampMs > floorMs)
            {
                best = youngest;
                floorMs = youngest.TimestampMs;
            }

            if (stopsAtFirst && candidate.LastOffset >= from)
            {
                break;
            }
        }

        return best;
    }

    private TimestampedOffset? RecordIn(BatchWalk walk, long timestampMs)
    {
        using var records = new RecordBatchReader(walk.Bytes);
        foreach (var record in records)
        {
            if (record.TimestampMs >= timestampMs && record.Offset >= _from && record.Offset < upperBound)
            {
                return new TimestampedOffset(record.Offset, record.TimestampMs, walk.Current.LeaderEpoch);
            }
        }

        return null;
    }

    private TimestampedOffset? YoungestIn(BatchWalk walk)
    {
        TimestampedOffset? best = null;
        using var records = new RecordBatchReader(walk.Bytes);
        foreach (var record in records)
        {
            var isVisible = record.Offset >= _from && record.Offset < upperBound;
            if (isVisible && record.TimestampMs > (best?.TimestampMs ?? TimestampOffset.NoTimestamp))
            {
                best = new TimestampedOffset(record.Offset, record.TimestampMs, walk.Current.LeaderEpoch);
            }
        }

        return best;
    }
}

using OrleansBroker.Storage.Indexes;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Maintenance;

/// <summary>
/// Which segments a log no longer has to keep: always the oldest ones, and none that reaches the high watermark or
/// beyond.
/// </summary>
internal static class RetentionRule
{
    /// <summary>Number of segments, from the first on, that may go; all of them when even the active one is too
    /// old.</summary>
    public static int Deletable(LogSegment[] segments, LogConfig config, long nowMs, long highWatermark)
    {
        if (!config.CleanupDelete)
        {
            return 0;
        }

        var byTime = CountByTime(segments, config, nowMs);
        var count = Math.Max(byTime, CountBySize(segments, config));
        while (count > 0 && EndOf(segments, count) > highWatermark)
        {
            count--;
        }

        return count;
    }

    /// <summary>Where the log would begin: behind a gap, where a follower's batches leave one.</summary>
    private static long EndOf(LogSegment[] segments, int count) =>
        count < segments.Length ? segments[count].BaseOffset : segments[^1].NextOffset;

    private static int CountByTime(LogSegment[] segments, LogConfig config, long nowMs)
    {
        var count = 0;
        while (config.RetentionMs >= 0 && count < segments.Length && IsOld(segments[count], config, nowMs))
        {
            count++;
        }

        return count;
    }

    private static bool IsOld(LogSegment segment, LogConfig config, long nowMs)
    {
        var youngest = segment.Largest.TimestampMs;
        var since = youngest == TimestampOffset.NoTimestamp ? segment.CreatedMs : youngest;
        return segment.Size > 0 && nowMs - since > config.RetentionMs;
    }

    /// <summary>A segment goes only when what is left still fills the limit.</summary>
    private static int CountBySize(LogSegment[] segments, LogConfig config)
    {
        if (config.RetentionBytes < 0)
        {
            return 0;
        }

        var excess = segments.Sum(segment => (long)segment.Size) - config.RetentionBytes;
        var count = 0;
        while (count < segments.Length - 1 && excess - segments[count].Size >= 0)
        {
            excess -= segments[count].Size;
            count++;
        }

        return count;
    }
}

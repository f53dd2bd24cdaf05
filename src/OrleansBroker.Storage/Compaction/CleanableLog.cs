using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// The first stage: what of a log is clean, what is dirty, and what must not be cleaned yet: the active segment, what
/// is not flushed or not stable, and what is younger than the compaction lag.
/// </summary>
/// <param name="Log">The log.</param>
/// <param name="Segments">The segments up to <paramref name="EndOffset"/>: the clean ones too.</param>
/// <param name="FirstDirtyOffset">Everything below went through the cleaner before.</param>
/// <param name="EndOffset">End of the part that may be cleaned, at the border of two segments.</param>
/// <param name="DirtyRatio">Share of the dirty bytes in all that may be cleaned.</param>
/// <param name="IsOverdue">Whether <c>max.compaction.lag.ms</c> asks for a cleaning.</param>
internal sealed record CleanableLog(
    PartitionLog Log, LogSegment[] Segments, long FirstDirtyOffset, long EndOffset, double DirtyRatio, bool IsOverdue)
{
    /// <summary>Whether it holds damage, which a rewrite would hide.</summary>
    public bool IsDamaged => Array.Exists(Segments, static segment => segment.Damage.Length > 0);

    /// <summary>Whether the log wants to be cleaned now.</summary>
    public bool IsDue => !IsDamaged && (IsOverdue || DirtyRatio > Log.Config.MinCleanableDirtyRatio);

    /// <summary>Looks at a log; null when there is nothing in it to clean.</summary>
    public static CleanableLog? Of(PartitionLog log, long checkpoint, long nowMs)
    {
        var all = log.Segments.All;
        var start = Math.Max(checkpoint, all[0].BaseOffset);
        var firstDirty = Math.Max(SegmentList.Floor(all, start), 0);
        var end = EndOf(log, all, firstDirty, nowMs);
        var endOffset = all[end].BaseOffset;
        if (endOffset <= start)
        {
            return null;
        }

        var dirty = SizeOf(all[firstDirty..end]);
        var ratio = dirty / (double)Math.Max(dirty + SizeOf(all[..firstDirty]), 1);
        return new CleanableLog(log, all[..end], start, endOffset, ratio, IsLate(log, all[firstDirty..end], nowMs));
    }

    /// <summary>The second stage: the log that gains most, overdue ones first; null when none is due.</summary>
    public static CleanableLog? Dirtiest(IEnumerable<CleanableLog> logs) => logs
        .Where(static log => log.IsDue)
        .OrderByDescending(static log => log.IsOverdue)
        .ThenByDescending(static log => log.DirtyRatio)
        .FirstOrDefault();

    /// <summary>Position of the first segment that must be left alone.</summary>
    private static int EndOf(PartitionLog log, LogSegment[] segments, int from, long nowMs)
    {
        var bound = Math.Min(log.LastStableOffset, log.FlushedEndOffset);
        var youngestMs = log.Config.MinCompactionLagMs > 0 ? nowMs - log.Config.MinCompactionLagMs : long.MaxValue;
        var end = from;
        while (end < segments.Length - 1
            && segments[end + 1].BaseOffset <= bound
            && segments[end].Largest.TimestampMs <= youngestMs)
        {
            end++;
        }

        return end;
    }

    private static bool IsLate(PartitionLog log, LogSegment[] dirty, long nowMs)
    {
        if (log.Config.MaxCompactionLagMs == long.MaxValue)
        {
            return false;
        }

        foreach (var segment in dirty)
        {
            segment.ReadFirstTimestamp();
            if (segment.FirstTimestampMs >= 0 && segment.FirstTimestampMs < nowMs - log.Config.MaxCompactionLagMs)
            {
                return true;
            }
        }

        return false;
    }

    private static long SizeOf(LogSegment[] segments) => segments.Sum(static segment => (long)segment.Size);
}

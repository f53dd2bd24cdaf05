using OrleansBroker.Storage.Compaction;

namespace OrleansBroker.Storage.Tests.Compaction;

/// <summary>Which part of a log may be cleaned, and when. Each record is a segment; the last one is active.</summary>
public class CleanableLogTests
{
    private const string FiveSegments = "a=1 | b=1 | c=1 | d=1 | e=1";

    [Theory]
    [InlineData(0, 5, 4)]
    [InlineData(2, 5, 4)]
    [InlineData(0, 3, 3)]
    [InlineData(0, 1, 1)]
    [InlineData(0, 0, null)]
    [InlineData(4, 5, null)]
    [InlineData(9, 5, null)]
    public async Task It_ends_at_the_last_stable_offset_and_before_the_active_segment(
        long checkpoint, long lastStableOffset, int? end)
    {
        await using var log = await OpenAsync(CompactedLog.SegmentPerBatch, lastStableOffset);

        Assert.Equal(end, CleanableLog.Of(log.Log, checkpoint, log.Time.NowMs)?.EndOffset);
    }

    [Fact]
    public async Task It_ends_where_nothing_is_flushed_yet()
    {
        await using var log = await CompactedLog.OpenAsync();
        log.Append(FiveSegments);
        log.Log.AdvanceHighWatermark(5);
        log.Log.AdvanceLastStableOffset(5);
        Assert.Equal(4, log.Log.FlushedEndOffset);

        Assert.Equal(4, CleanableLog.Of(log.Log, 0, log.Time.NowMs)?.EndOffset);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(50, 2)]
    [InlineData(150, null)]
    public async Task Young_segments_wait_for_their_lag(long minLagMs, int? end)
    {
        await using var log = await CompactedLog.OpenAsync(
            CompactedLog.SegmentPerBatch with { MinCompactionLagMs = minLagMs });
        log.Append("a=1 | b=1");
        log.Time.Advance(TimeSpan.FromMilliseconds(100));
        log.Append("c=1 | d=1");
        Settle(log, 4);

        Assert.Equal(end, CleanableLog.Of(log.Log, 0, log.Time.NowMs)?.EndOffset);
    }

    [Theory]
    [InlineData(0, 0.5, true)]
    [InlineData(2, 0.4, true)]
    [InlineData(2, 0.5, false)]
    [InlineData(3, 0.3, false)]
    public async Task It_is_due_when_enough_of_it_is_dirty(long checkpoint, double minRatio, bool isDue)
    {
        await using var log = await OpenAsync(
            CompactedLog.SegmentPerBatch with { MinCleanableDirtyRatio = minRatio }, 5);

        Assert.Equal(isDue, CleanableLog.Of(log.Log, checkpoint, log.Time.NowMs)!.IsDue);
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(101, true)]
    public async Task It_is_due_when_its_oldest_dirty_record_is_too_old(long ageMs, bool isDue)
    {
        var config = CompactedLog.SegmentPerBatch with { MinCleanableDirtyRatio = 1, MaxCompactionLagMs = 100 };
        await using var log = await OpenAsync(config, 5);

        var cleanable = CleanableLog.Of(log.Log, 3, log.Time.NowMs + ageMs)!;

        Assert.Equal((isDue, isDue), (cleanable.IsOverdue, cleanable.IsDue));
    }

    [Fact]
    public async Task The_overdue_log_comes_first_and_then_the_dirtiest()
    {
        await using var log = await OpenAsync(CompactedLog.SegmentPerBatch, 5);
        CleanableLog Sample(double ratio, bool isOverdue) => new(log.Log, [], 0, 5, ratio, isOverdue);

        Assert.Equal(0.7, CleanableLog.Dirtiest([Sample(0.2, false), Sample(0.7, false)])!.DirtyRatio);
        Assert.Equal(0.2, CleanableLog.Dirtiest([Sample(0.2, true), Sample(0.7, false)])!.DirtyRatio);
        Assert.Null(CleanableLog.Dirtiest([Sample(0, false)]));
    }

    private static async Task<CompactedLog> OpenAsync(LogConfig config, long lastStableOffset)
    {
        var log = await CompactedLog.OpenAsync(config);
        log.Append(FiveSegments);
        Settle(log, lastStableOffset);
        return log;
    }

    private static void Settle(CompactedLog log, long lastStableOffset)
    {
        log.Folder.RequestFlush(log.Log);
        log.Log.AdvanceHighWatermark(log.Log.LogEndOffset);
        log.Log.AdvanceLastStableOffset(lastStableOffset);
    }
}

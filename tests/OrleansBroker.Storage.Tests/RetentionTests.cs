using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests;

/// <summary>Each log here has a segment for every two batches of one record.</summary>
public class RetentionTests
{
    private static readonly LogConfig TwoBatchesEach = new()
    {
        SegmentBytes = 400, RetentionMs = -1, FileDeleteDelayMs = 60_000,
    };

    [Theory]
    [InlineData(100, 10, 4)]
    [InlineData(100, 5, 4)]
    [InlineData(100, 3, 2)]
    [InlineData(100, 0, 0)]
    [InlineData(200, 10, 0)]
    [InlineData(-1, 10, 0)]
    public async Task By_time_whole_segments_below_the_high_watermark_go(
        int retentionHours, long highWatermark, long start)
    {
        var log = await OpenAsync(TwoBatchesEach with { RetentionMs = retentionHours * 3_600_000L });
        var now = log.Time.NowMs;
        for (var offset = 0; offset < 10; offset++)
        {
            log.AppendAt(now - ((offset < 5 ? 101 : 1) * 3_600_000L));
        }

        log.Log.AdvanceHighWatermark(highWatermark);
        log.Time.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(start, log.Log.LogStartOffset);
    }

    [Fact]
    public async Task When_everything_is_too_old_an_empty_segment_follows()
    {
        var log = await OpenAsync(TwoBatchesEach with { RetentionMs = 1_000 });
        for (var offset = 0; offset < 5; offset++)
        {
            log.AppendAt(log.Time.NowMs);
        }

        log.Log.AdvanceHighWatermark(5);
        log.Time.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal((5, 5, 0), (log.Log.LogStartOffset, log.Log.LogEndOffset, log.Log.SizeInBytes));
        Assert.Equal(5, log.AppendAt(log.Time.NowMs).BaseOffset);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 8)]
    [InlineData(750, 4)]
    [InlineData(5_000, 0)]
    public async Task By_size_what_is_left_still_fills_the_limit(long retentionBytes, long start)
    {
        var log = await OpenAsync(TwoBatchesEach with { RetentionBytes = retentionBytes });
        for (var offset = 0; offset < 10; offset++)
        {
            log.AppendAt(log.Time.NowMs);
        }

        log.Log.AdvanceHighWatermark(10);
        log.Time.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(start, log.Log.LogStartOffset);
    }

    [Fact]
    public async Task Files_go_after_their_delay_and_a_reader_is_told_out_of_range()
    {
        var log = await OpenAsync(TwoBatchesEach with { RetentionBytes = 0 });
        for (var offset = 0; offset < 10; offset++)
        {
            log.AppendAt(log.Time.NowMs);
        }

        log.Log.AdvanceHighWatermark(10);
        log.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(5, log.LogFiles.Length);

        log.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(["00000000000000000008.log"], log.LogFiles);
        using var read = await log.Log.ReadAsync(7, 100, 10, true, TestContext.Current.CancellationToken);
        Assert.Equal(ErrorCode.OffsetOutOfRange, read.Error);
        await log.KillAndOpenAsync();
        Assert.Equal((8, 10), (log.Log.LogStartOffset, log.Log.LogEndOffset));
    }

    /// <summary>A segment's largest timestamp counts, wherever in the segment it is.</summary>
    [Fact]
    public async Task Out_of_order_timestamps_keep_their_segment_and_those_behind_it()
    {
        var log = await OpenAsync(TwoBatchesEach with { RetentionMs = 3_600_000 });
        var now = log.Time.NowMs;
        foreach (var hoursAgo in new[] { 9, 8, 9, 0, 9, 9 })
        {
            log.AppendAt(now - (hoursAgo * 3_600_000L));
        }

        log.Log.AdvanceHighWatermark(6);
        log.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(2, log.Log.LogStartOffset);

        log.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(6, log.Log.LogStartOffset);
    }

    /// <summary>As with Kafka: a broker that takes such a record lets time retention wait for it; size retention and
    /// DeleteRecords do not.</summary>
    [Fact]
    public async Task A_record_of_the_future_waits_for_its_time_but_not_for_its_size()
    {
        var log = await OpenAsync(TwoBatchesEach with { RetentionMs = 1_000 });
        log.AppendAt(log.Time.NowMs + 86_400_000);
        log.AppendAt(log.Time.NowMs);
        log.AppendAt(log.Time.NowMs);
        log.Log.AdvanceHighWatermark(3);
        log.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, log.Log.LogStartOffset);

        log.Log.Config = log.Log.Config with { RetentionBytes = 0 };
        log.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, log.Log.LogStartOffset);

        log.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(3, log.Log.LogStartOffset);
    }

    [Fact]
    public async Task A_read_that_is_held_stays_good_when_its_segment_is_deleted()
    {
        var log = await new SimulatedLog(
            TwoBatchesEach with { RetentionBytes = 0, FileDeleteDelayMs = 0 },
            SimulatedLog.SingleThreaded with { TailBytes = 0 }).OpenAsync();
        for (var offset = 0; offset < 10; offset++)
        {
            log.AppendAt(log.Time.NowMs);
        }

        using var held = await log.Log.ReadAsync(0, 1_000, 10, true, TestContext.Current.CancellationToken);
        var before = held.Bytes.ToArray();
        log.Log.AdvanceHighWatermark(10);
        log.Time.Advance(TimeSpan.FromMinutes(6));
        log.Time.Advance(TimeSpan.FromMinutes(6));

        Assert.Single(log.LogFiles);
        Assert.Equal(before, held.Bytes.ToArray());
        Assert.Null(await log.Log.FindByTimestampAsync(long.MaxValue, 10, TestContext.Current.CancellationToken));
        Assert.False(log.Log.IsOffline);
    }

    [Fact]
    public async Task Where_the_log_begins_is_durable_before_its_files_are_deleted()
    {
        var log = await OpenAsync(TwoBatchesEach with { FileDeleteDelayMs = 0 });
        for (var offset = 0; offset < 10; offset++)
        {
            log.AppendAt(log.Time.NowMs);
        }

        log.Folder.RequestFlush(log.Log);
        log.Log.AdvanceHighWatermark(10);
        log.Log.DeleteRecordsTo(7);
        log.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["00000000000000000006.log", "00000000000000000008.log"], log.LogFiles);

        log.Disk.CutPower();
        await log.OpenAsync();

        Assert.Equal((7, 10), (log.Log.LogStartOffset, log.Log.LogEndOffset));
    }

    /// <summary>Two batches of one record would fit each segment.</summary>
    [Theory]
    [InlineData(0, 10, 1)]
    [InlineData(1_000_000, 10, 10)]
    public async Task Jitter_rolls_a_segment_earlier_but_not_at_each_batch(long jitterMs, int batches, int segmentsMax)
    {
        var log = await OpenAsync(LogConfig.Default with { SegmentMs = 10_000, SegmentJitterMs = jitterMs });
        for (var batch = 0; batch < batches; batch++)
        {
            log.AppendAt(1_000);
        }

        Assert.Single(log.LogFiles);
        log.AppendAt(10_999);
        Assert.InRange(log.LogFiles.Length, 1, segmentsMax);
    }

    [Fact]
    public async Task A_full_index_and_an_offset_out_of_reach_roll_a_segment()
    {
        var log = await OpenAsync(LogConfig.Default with { IndexIntervalBytes = 1, SegmentIndexBytes = 48 });
        for (var batch = 0; batch < 10; batch++)
        {
            log.AppendAt(1_000);
        }

        // Six entries of eight bytes: the first batch of a segment has none.
        Assert.Equal(["00000000000000000000.log", "00000000000000000007.log"], log.LogFiles);

        var token = log.Log.Take(1, LogRole.Follower);
        var far = Batches.Of(
            new RecordBatchOptions { BaseOffset = 7L + int.MaxValue + 1 }, 1_000, "far");
        Assert.Equal(ErrorCode.None, log.Log.Append(token, far).Error);
        Assert.Equal("00000000000000000010.log", log.LogFiles[^1]);
    }

    [Fact]
    public async Task A_segment_is_rolled_when_its_first_record_is_old_enough()
    {
        var log = await OpenAsync(LogConfig.Default with { SegmentMs = 10_000 });
        log.AppendAt(1_000);
        log.AppendAt(11_000);
        log.AppendAt(11_001);

        Assert.Equal(["00000000000000000000.log", "00000000000000000002.log"], log.LogFiles);
    }

    private static Task<SimulatedLog> OpenAsync(LogConfig config) => new SimulatedLog(config).OpenAsync();
}

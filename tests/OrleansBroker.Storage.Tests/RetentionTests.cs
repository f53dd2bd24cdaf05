using OrleansBroker.Protocol;
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

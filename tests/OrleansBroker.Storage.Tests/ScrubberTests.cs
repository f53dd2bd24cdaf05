using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests;

public class ScrubberTests
{
    private static readonly LogFolderOptions Scrubbing = SimulatedLog.SingleThreaded with
    {
        ScrubBytesPerSecond = 1_000,
        ScrubInterval = TimeSpan.FromSeconds(5),
    };

    [Fact]
    public async Task A_flipped_bit_in_a_sealed_segment_is_found_without_a_reader()
    {
        var log = await new SimulatedLog(LogConfig.Default with { SegmentBytes = 400 }, Scrubbing).OpenAsync();
        for (var offset = 0; offset < 10; offset++)
        {
            log.AppendAt(1_000);
        }

        log.Folder.RequestFlush(log.Log);
        Advance(log, seconds: 30);
        Assert.Empty(log.Log.DamagedOffsets);

        log.Disk.FlipBit($"{SimulatedLog.Path}/orders-0/00000000000000000002.log", 20);
        Advance(log, seconds: 30);

        Assert.Equal([(2L, 3L)], log.Log.DamagedOffsets);
    }

    [Fact]
    public async Task What_is_damaged_is_never_served_nor_taken_away_and_all_around_it_is()
    {
        using var damaged = new CounterProbe("orleansbroker.storage.damaged_ranges");
        using var scrubbed = new CounterProbe("orleansbroker.storage.scrubbed");
        var config = LogConfig.Default with { SegmentBytes = 400 };
        var log = await new SimulatedLog(config, Scrubbing with { TailBytes = 0 }).OpenAsync();
        for (var offset = 0; offset < 6; offset++)
        {
            log.AppendAt(1_000);
        }

        log.Folder.RequestFlush(log.Log);
        var files = log.LogFiles;
        log.Disk.FlipBitAt($"{SimulatedLog.Path}/orders-0/00000000000000000002.log", 65, 4);
        Advance(log, seconds: 30);

        Assert.Equal([(2L, 3L)], log.Log.DamagedOffsets);
        Assert.Equal(ErrorCode.CorruptMessage, (await ReadAsync(log, 2)).Error);
        foreach (var offset in new long[] { 0, 1, 3, 4, 5 })
        {
            Assert.Equal((ErrorCode.None, offset), await ReadAsync(log, offset));
        }

        Assert.Equal(files, log.LogFiles);
        Assert.InRange(damaged.Total, 1, 1_000);
        Assert.InRange(scrubbed.Total, 1, long.MaxValue);
        Assert.NotNull(damaged.HelpText);
        Assert.NotNull(scrubbed.HelpText);
    }

    /// <summary>At 100 bytes a second, each batch takes one second or two.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restart_goes_on_where_the_last_run_was(bool isKilled)
    {
        var options = Scrubbing with
        {
            ScrubBytesPerSecond = 100,
            ScrubInterval = TimeSpan.FromDays(1),
            CheckpointInterval = TimeSpan.FromSeconds(5),
        };
        var log = await new SimulatedLog(LogConfig.Default with { SegmentBytes = 400 }, options).OpenAsync();
        for (var offset = 0; offset < 20; offset++)
        {
            log.AppendAt(1_000);
        }

        log.Folder.RequestFlush(log.Log);
        Advance(log, seconds: 10);
        log.Disk.FlipBitAt($"{SimulatedLog.Path}/orders-0/00000000000000000000.log", 65, 4);
        log.Disk.FlipBitAt($"{SimulatedLog.Path}/orders-0/00000000000000000016.log", 65, 4);
        if (isKilled)
        {
            log.Disk.Kill();
        }
        else
        {
            await log.Folder.CloseAsync();
        }

        await log.OpenAsync();
        Advance(log, seconds: 60);
        Assert.Equal([(16L, 17L)], log.Log.DamagedOffsets);

        // The next pass begins at the start again.
        log.Time.Advance(TimeSpan.FromDays(1));
        Advance(log, seconds: 60);
        Assert.Equal([(0L, 1L), (16L, 17L)], log.Log.DamagedOffsets);
    }

    /// <summary>The answer, and the first offset in it.</summary>
    private static async Task<(ErrorCode Error, long Offset)> ReadAsync(SimulatedLog log, long offset)
    {
        using var read = await log.Log.ReadAsync(offset, 1, 100, true, TestContext.Current.CancellationToken);
        return (read.Error, read.Bytes.IsEmpty ? -1 : new RecordBatchView(read.Bytes.Span).BaseOffset);
    }

    private static void Advance(SimulatedLog log, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            log.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}

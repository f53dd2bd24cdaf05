using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests;

/// <summary>A disk without room: appends wait for it, everything else goes on.</summary>
public class FullDiskTests
{
    private static readonly LogConfig Config = new() { SegmentBytes = 1_000, FileDeleteDelayMs = 0 };

    private static readonly byte[] Small = Batches.Of(new string('s', 10));

    private static readonly byte[] Large = Batches.Of(new string('l', 500));

    [Fact]
    public async Task Appends_are_refused_and_go_on_once_there_is_room()
    {
        var log = await new SimulatedLog(Config).OpenAsync();
        log.Append(Large);
        log.Disk.Capacity = Large.Length / 2;

        Assert.Equal(ErrorCode.KafkaStorageError, log.Append(Large).Error);
        Assert.Equal(ErrorCode.KafkaStorageError, log.Append(Small).Error);
        Assert.Equal((true, false, false), (log.Folder.IsFull, log.Log.IsOffline, log.Folder.IsOffline));
        await AssertOffsetsAsync(log, 0);

        log.Disk.Capacity = null;
        log.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((ErrorCode.None, 1L), (log.Append(Small).Error, log.Log.LogEndOffset - 1));
        await AssertOffsetsAsync(log, 0, 1);
    }

    [Fact]
    public async Task A_little_room_is_not_enough_to_go_on()
    {
        var log = await new SimulatedLog(Config).OpenAsync();
        log.Disk.Capacity = 0;
        log.Append(Small);

        log.Disk.Capacity = 15 << 20;
        log.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(log.Folder.IsFull);

        log.Disk.Capacity = 17 << 20;
        log.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(log.Folder.IsFull);
    }

    [Fact]
    public async Task What_was_refused_does_not_come_back_behind_newer_batches()
    {
        var log = await new SimulatedLog(Config).OpenAsync();
        log.Append(Small);
        log.Folder.RequestFlush(log.Log);
        log.Disk.Capacity = Small.Length + (Small.Length / 2);
        var results = new AppendResult[2];
        log.Log.Append(log.Log.Take(0, LogRole.Leader), [new(Small), new(Small)], results);
        Assert.All(results, result => Assert.Equal(ErrorCode.KafkaStorageError, result.Error));
        Assert.Equal(Small.Length, log.Disk.ReadAll($"{SimulatedLog.Path}/orders-0/{0:D20}.log").Length);

        log.Disk.Capacity = null;
        log.Time.Advance(TimeSpan.FromSeconds(1));
        log.Log.Append(log.Log.Take(0, LogRole.Leader), Large);
        await log.KillAndOpenAsync();

        await AssertOffsetsAsync(log, 0, 1);
        Assert.Equal((2, 0), (log.Log.LogEndOffset, log.Log.DamagedOffsets.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(14)]
    public async Task A_roll_that_finds_no_room_leaves_the_segment_to_be_written_on(int room)
    {
        var log = await new SimulatedLog(Config).OpenAsync();
        log.Append(Large);
        log.Disk.Capacity = room;
        Assert.Equal(ErrorCode.KafkaStorageError, log.Append(Large).Error);
        Assert.Single(log.LogFiles);

        log.Disk.Capacity = null;
        log.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ErrorCode.None, log.Append(Small).Error);
        Assert.Single(log.LogFiles);
        Assert.Equal(ErrorCode.None, log.Append(Large).Error);
        Assert.Equal(2, log.LogFiles.Length);
        await log.KillAndOpenAsync();
        await AssertOffsetsAsync(log, 0, 1, 2);
    }

    [Fact]
    public async Task A_producer_may_try_again_what_a_full_disk_has_refused()
    {
        var log = await new SimulatedLog(Config).OpenAsync();
        log.Append(Batches.Sequenced(7, 0, 0));
        log.Disk.Capacity = 0;
        Assert.Equal(ErrorCode.KafkaStorageError, log.Append(Batches.Sequenced(7, 0, 1)).Error);

        log.Disk.Capacity = null;
        log.Time.Advance(TimeSpan.FromSeconds(1));
        var again = log.Append(Batches.Sequenced(7, 0, 1));
        Assert.Equal((ErrorCode.None, 1L, false), (again.Error, again.BaseOffset, again.IsDuplicate));
    }

    [Fact]
    public async Task Records_can_be_deleted_and_that_makes_room()
    {
        var log = await new SimulatedLog(Config).OpenAsync();
        for (var count = 0; count < 4; count++)
        {
            log.Append(Large);
        }

        log.Log.AdvanceHighWatermark(4);
        log.Disk.Capacity = 0;
        log.Append(Large);
        Assert.True(log.Folder.IsFull);
        Assert.Equal(3, log.Log.DeleteRecordsTo(3));
        log.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([$"{3:D20}.log"], log.LogFiles);
        await AssertOffsetsAsync(log, 3);
    }

    [Fact]
    public async Task Retention_goes_on_though_there_is_no_room_for_a_new_segment()
    {
        var log = await new SimulatedLog(Config with { RetentionMs = 60_000 }).OpenAsync();
        for (var count = 0; count < 4; count++)
        {
            log.Append(Batches.Of(RecordBatchOptions.Default, log.Time.NowMs, new string('l', 600)));
        }

        log.Log.AdvanceHighWatermark(4);
        log.Disk.Capacity = 0;
        log.Append(Large);
        log.Time.Advance(TimeSpan.FromMinutes(10));
        log.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([$"{3:D20}.log"], log.LogFiles);
        Assert.Equal((3, false), (log.Log.LogStartOffset, log.Log.IsOffline));

        log.Disk.Capacity = null;
        log.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal((4, 4), (log.Log.LogStartOffset, log.Log.LogEndOffset));
    }

    [Fact]
    public async Task An_epoch_that_cannot_be_saved_holds_the_flush_up_until_there_is_room()
    {
        var log = await new SimulatedLog(Config).OpenAsync();
        log.Append(Small);
        log.Disk.Capacity = 0;
        log.Folder.RequestFlush(log.Log);
        Assert.Equal((true, false, 0), (log.Folder.IsFull, log.Log.IsOffline, log.Log.FlushedEndOffset));

        log.Disk.Capacity = null;
        log.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, log.Log.FlushedEndOffset);
    }

    [Fact]
    public async Task A_folder_on_a_full_disk_opens_and_waits_for_room()
    {
        var log = await new SimulatedLog(Config).OpenAsync();
        log.Append(Small);
        log.Disk.Kill();
        log.Disk.Capacity = 0;
        await log.OpenAsync();
        Assert.Equal((true, ErrorCode.KafkaStorageError), (log.Folder.IsFull, log.Append(Small).Error));
        await AssertOffsetsAsync(log, 0);

        log.Disk.Capacity = null;
        log.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ErrorCode.None, log.Append(Small).Error);
    }

    private static async Task AssertOffsetsAsync(SimulatedLog log, params long[] expected) =>
        Assert.Equal(expected, (await log.Log.BatchesAsync()).Select(batch => batch.Base));
}

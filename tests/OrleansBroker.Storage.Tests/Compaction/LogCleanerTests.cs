using OrleansBroker.Protocol;
using OrleansBroker.Storage.Compaction;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests.Compaction;

/// <summary>What the cleaner leaves in the folder, and for readers, the owner and the next start.</summary>
public class LogCleanerTests
{
    private const string Folder = CompactedLog.Path + "/orders-0";

    [Fact]
    public async Task The_checkpoint_is_Kafkas_and_outlives_a_restart()
    {
        await using var log = await CompactedLog.OpenAsync();
        log.Append("a=1 | a=2 | z=1");
        log.Clean();
        Assert.Equal([new(TestFolder.Partition, 2)], log.CleanedOffsets);

        log.Disk.Kill();
        await log.ReopenAsync();
        log.Log.Config = log.Config with { MinCleanableDirtyRatio = 0.99 };
        log.Append("y=1");
        log.Clean();

        Assert.Equal([new(TestFolder.Partition, 2)], log.CleanedOffsets);
    }

    [Fact]
    public async Task Replaced_files_go_after_their_delay_and_readers_of_them_go_on()
    {
        await using var log = await CompactedLog.OpenAsync();
        log.Append("a=1 | a=2 | z=1");
        var before = log.Log.Segments.All;

        log.Clean();

        Assert.Single(log.BatchesOf(before[0]));
        Assert.Contains(Names(log), name => name.EndsWith(".log.deleted", StringComparison.Ordinal));
        log.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.DoesNotContain(Names(log), name => name.EndsWith(".deleted", StringComparison.Ordinal));
        Assert.Equal("[1:a=2] [2:z=1]", CompactionTests.Normal(log.Text));
    }

    [Fact]
    public async Task A_log_that_is_made_anew_is_cleaned_from_its_start()
    {
        await using var log = await CompactedLog.OpenAsync();
        log.Append("a=1 | a=2 | a=3 | z=1");
        log.Clean();
        log.Folder.DeleteLog(log.Log);

        Assert.Empty(log.CleanedOffsets);
    }

    [Fact]
    public async Task What_comes_in_the_place_of_a_cut_end_is_dirty()
    {
        await using var log = await CompactedLog.OpenAsync();
        log.Append("a=1 | b=1 | c=1 | z=1");
        log.Clean();
        log.Log.TruncateTo(1);

        Assert.Equal([new(TestFolder.Partition, 1)], log.CleanedOffsets);
    }

    [Fact]
    public async Task A_damaged_log_is_left_as_it_is()
    {
        await using var log = await CompactedLog.OpenAsync();
        log.Append("a=1 | a=2 | z=1");
        log.Disk.FlipBit($"{Folder}/{LogFileNames.Of(0, ".log")}", 60);
        var before = Names(log);

        log.Clean();
        log.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.NotEmpty(log.Log.DamagedOffsets);
        Assert.Equal(before, Names(log));
    }

    [Fact]
    public async Task A_full_disk_undoes_the_round_and_a_later_one_succeeds()
    {
        await using var log = await CompactedLog.OpenAsync();
        log.Append("a=1 a=2 | z=1");
        log.Folder.RequestFlush(log.Log);
        log.Disk.Capacity = 20;
        log.Clean();
        Assert.False(log.Log.IsOffline);
        Assert.Equal("[0:a=1 1:a=2] [2:z=1]", log.Text);
        Assert.DoesNotContain(Names(log), name => name.EndsWith(".cleaned", StringComparison.Ordinal));

        log.Disk.Capacity = null;
        log.Clean();

        Assert.Equal("[1:a=2] [2:z=1]", log.Text);
    }

    [Fact]
    public async Task A_stopped_pace_ends_a_round_without_a_trace()
    {
        await using var log = await CompactedLog.OpenAsync();
        log.Append("a=1 | a=2 | z=1");
        log.Folder.RequestFlush(log.Log);
        log.Log.AdvanceHighWatermark(3);
        log.Log.AdvanceLastStableOffset(3);
        var before = Names(log);
        var pace = new CleanerPace(log.Time, 0);
        pace.Stop();
        var cleanable = CleanableLog.Of(log.Log, 0, log.Time.NowMs)!;

        Assert.Throws<OperationCanceledException>(() =>
            new LogCleaning(cleanable, new CleanerOptions(), default, pace).Run());

        Assert.Equal(before, Names(log));
    }

    [Fact]
    public async Task A_round_over_segments_that_are_gone_changes_nothing()
    {
        await using var log = await CompactedLog.OpenAsync();
        log.Append("a=1 | a=2 | a=3 | z=1");
        log.Folder.RequestFlush(log.Log);
        log.Log.AdvanceHighWatermark(4);
        log.Log.AdvanceLastStableOffset(4);
        var cleanable = CleanableLog.Of(log.Log, 0, log.Time.NowMs)!;
        log.Log.DeleteRecordsTo(2);

        var end = new LogCleaning(cleanable, new CleanerOptions(), default, new CleanerPace(log.Time, 0)).Run();

        Assert.Null(end);
        Assert.Equal("[2:a=3] [3:z=1]", log.Text);
        Assert.DoesNotContain(Names(log), name => name.EndsWith(".cleaned", StringComparison.Ordinal));
    }

    private static string[] Names(CompactedLog log) => [.. log.Disk.ListFiles(Folder).Select(file => file.Name)];
}

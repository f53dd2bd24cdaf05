using OrleansBroker.Protocol;
using OrleansBroker.Storage.Compaction;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests.Compaction;

/// <summary>Several logs in one folder: the trouble of one is not that of the others.</summary>
public class CleanerChoiceTests
{
    [Fact]
    public async Task A_log_with_a_damaged_batch_is_left_and_reported_and_the_others_are_cleaned()
    {
        using var uncleanable = new CounterProbe("orleansbroker.cleaner.uncleanable_partitions");
        await using var log = await CompactedLog.OpenAsync();
        var other = AddLog(log);
        log.Append("a=1 | b=1 | a=2 | c=1 | a=3 | z=1");
        Append(log, other, "a=1", "a=2", "z=1");
        log.Disk.FlipBitAt($"{CompactedLog.Path}/orders-0/{LogFileNames.Of(2, ".log")}", 65, 3);

        log.Clean();

        Assert.Equal([(2L, 3L)], log.Log.DamagedOffsets);
        Assert.Equal(6, log.Log.Segments.All.Length);
        Assert.Equal([new(new TopicPartition("other", 0), 2)], log.CleanedOffsets);
        Assert.InRange(uncleanable.Total, 1, 100);
        Assert.NotNull(uncleanable.HelpText);
    }

    [Fact]
    public async Task A_log_that_fails_is_tried_again_at_the_next_wake_up()
    {
        await using var log = await CompactedLog.OpenAsync();
        log.Append("a=1 a=2 | z=1");
        log.Folder.RequestFlush(log.Log);
        log.Disk.Capacity = 20;
        log.Clean();
        Assert.Equal("[0:a=1 1:a=2] [2:z=1]", log.Text);

        log.Disk.Capacity = null;
        log.Time.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal("[1:a=2] [2:z=1]", log.Text);
    }

    [Fact]
    public async Task A_log_that_is_made_compacted_is_cleaned_at_the_next_wake_up()
    {
        await using var log = await CompactedLog.OpenAsync(
            CompactedLog.SegmentPerBatch with { CleanupCompact = false, CleanupDelete = true });
        log.Append("a=1 | a=2 | z=1");
        log.Clean();
        Assert.Equal("[0:a=1] [1:a=2] [2:z=1]", log.Text);

        log.Log.Config = log.Config with { CleanupCompact = true };
        log.Clean();

        Assert.Equal("[1:a=2] [2:z=1]", CompactionTests.Normal(log.Text));
    }

    [Fact]
    public async Task What_is_overdue_is_cleaned_though_little_of_it_is_dirty()
    {
        await using var log = await CompactedLog.OpenAsync(CompactedLog.SegmentPerBatch with
        {
            MinCleanableDirtyRatio = 1, MaxCompactionLagMs = 3_600_000,
        });
        log.Append("a=1 | a=2 | z=1");
        log.Clean();
        Assert.Equal("[0:a=1] [1:a=2] [2:z=1]", log.Text);

        log.Time.Advance(TimeSpan.FromHours(2));

        Assert.Equal("[1:a=2] [2:z=1]", CompactionTests.Normal(log.Text));
    }

    private static PartitionLog AddLog(CompactedLog log) =>
        log.Folder.CreateLog(new TopicPartition("other", 0), TestFolder.Id, log.Config);

    private static void Append(CompactedLog owner, PartitionLog log, params string[] records)
    {
        var token = log.Take(0, LogRole.Leader);
        foreach (var record in records)
        {
            var parts = record.Split('=');
            log.Append(token, Batches.Keyed(
                Protocol.Records.RecordBatchOptions.Default, owner.Time.NowMs, (parts[0], parts[1])));
        }

        log.Folder.RequestFlush(log);
        log.AdvanceHighWatermark(log.LogEndOffset);
        log.AdvanceLastStableOffset(log.LogEndOffset);
    }
}

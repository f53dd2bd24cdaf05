using OrleansBroker.Protocol;
using OrleansBroker.Storage.Moving;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests.Moving;

public class LogMoveTests
{
    [Fact]
    public async Task A_moved_log_keeps_everything_that_it_knew_on_disk_and_in_memory()
    {
        var moving = await StartAsync();
        var before = Known(moving.Log);
        var log = moving.Log;

        Begin(moving, out var move);
        while (move.Copy(500) > 0)
        {
            Assert.True(move.OffsetLag >= 0);
        }

        Assert.Equal((0L, 0L), (move.OffsetLag, move.BytesLeft));
        Assert.True(move.TryFinish(0));

        Assert.Equal(before, Known(moving.Log));
        Assert.Equal(moving.B, log.Folder);
        Assert.Equal((null, log), (moving.A.Find(TestFolder.Partition), moving.B.Find(TestFolder.Partition)));
        Assert.Equal(log.LogEndOffset, log.FlushedEndOffset);
        await moving.CheckAsync();
        moving.Write(5);
        moving.Record = moving.B.DirectoryId;
        await moving.CrashAsync();
        await moving.CheckAsync();
        Assert.Equal(moving.B, moving.Log.Folder);
    }

    [Fact]
    public async Task A_read_passes_over_nothing_that_has_left_the_memory_since_the_move()
    {
        var moving = await StartAsync();
        moving.Move();

        moving.Write(600);

        await moving.CheckAsync();
    }

    [Fact]
    public async Task After_a_power_cut_the_moved_log_knows_producers_aborted_transactions_and_epochs()
    {
        var moving = await StartAsync();
        var before = Known(moving.Log);
        moving.Move();
        var known = Known(moving.Log);

        moving.Disk.CutPower();
        await moving.OpenAsync();

        Assert.Equal(known.Aborted, Known(moving.Log).Aborted);
        Assert.Equal(known.Producers, Known(moving.Log).Producers);
        Assert.Equal(known.Epochs, Known(moving.Log).Epochs[..^1]);
        Assert.True(before.Aborted.Length > 0);
    }

    [Fact]
    public async Task The_log_that_was_left_is_deleted_after_its_delay()
    {
        var moving = await StartAsync();
        Begin(moving, out var move);
        Assert.True(move.TryFinish(long.MaxValue));
        var left = Assert.Single(moving.Disk.ListDirectories("/data/a"));
        Assert.EndsWith("-delete", left);

        moving.Time.Advance(TimeSpan.FromMilliseconds(moving.Log.Config.FileDeleteDelayMs + 1));

        Assert.Empty(moving.Disk.ListDirectories("/data/a"));
        await moving.CheckAsync();
    }

    [Fact]
    public async Task What_retention_or_truncation_takes_from_the_log_goes_from_the_copy()
    {
        var moving = await StartAsync();
        Begin(moving, out var move);
        while (move.Copy(100_000) > 0)
        {
        }

        moving.Log.TruncateTo(moving.Log.LogEndOffset - 3);
        moving.Log.DeleteRecordsTo(moving.Log.HighWatermark - 5);
        var batches = await moving.Log.BatchesAsync();
        Assert.True(move.TryFinish(long.MaxValue));

        Assert.Equal(batches, await moving.Log.BatchesAsync());
        var names = moving.Disk.ListFiles("/data/b/orders-0").Where(file => file.Name.EndsWith(".log", default));
        Assert.Equal(moving.Log.Segments.All.Length, names.Count());
    }

    [Fact]
    public async Task A_move_that_is_given_up_leaves_nothing()
    {
        var moving = await StartAsync();
        Begin(moving, out var move);
        move.Copy(1_000);
        Assert.Equal(new TopicIdPartition(TestFolder.Id, 0), Assert.Single(moving.B.Futures).Partition);

        move.Discard();

        Assert.Empty(moving.Disk.ListDirectories("/data/b"));
        Assert.Empty(moving.B.Futures);
        await moving.CheckAsync();
    }

    [Fact]
    public async Task How_far_the_log_was_compacted_moves_with_it()
    {
        var moving = await StartAsync();
        moving.A.Cleaner.Arrived(TestFolder.Partition, 7);

        moving.Move();

        Assert.Equal((0, 7), CleanedTo());
        await moving.CrashAsync();
        Assert.Equal((0, 7), CleanedTo());

        (long, long) CleanedTo() =>
            (moving.A.Cleaner.CleanedTo(TestFolder.Partition), moving.B.Cleaner.CleanedTo(TestFolder.Partition));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 3)]
    public async Task An_interrupted_move_goes_on_with_what_is_copied(bool isWhole, int written)
    {
        var moving = await StartAsync();
        moving.Write(60);
        moving.Flush();
        Begin(moving, out var move);
        while (move.Copy(500) > 0 && (isWhole || move.BytesLeft > 1_000))
        {
        }

        moving.Disk.Kill();
        await moving.OpenAsync();
        moving.Write(written);
        moving.Flush();
        var leftover = Assert.Single(moving.B.Futures);
        moving.Disk.Capacity = moving.Log.SizeInBytes / 2;
        move = LogMove.Resume(moving.Log, moving.B, leftover);
        Assert.True(move.TryFinish(long.MaxValue));
        moving.Disk.Capacity = null;

        Assert.Equal((moving.B, 0), (moving.Log.Folder, moving.B.Futures.Count));
        await moving.CheckAsync();
        moving.Record = moving.B.DirectoryId;
        await moving.CrashAsync();
        await moving.CheckAsync();
    }

    [Fact]
    public async Task What_differs_from_the_log_is_copied_once_more()
    {
        var moving = await StartAsync();
        Begin(moving, out var move);
        while (move.Copy(500) > 0)
        {
        }

        await moving.CrashAsync();
        var leftover = Assert.Single(moving.B.Futures);
        var copied = moving.Disk.ListFiles(leftover.Directory).First(file => file.Name.EndsWith(".log", default));
        moving.Disk.FlipBitAt(Path.Combine(leftover.Directory, copied.Name), (int)copied.Length / 2, 3);
        using (moving.Disk.Open(Path.Combine(leftover.Directory, $"{999:D20}.log"), create: true))
        {
        }

        Assert.True(LogMove.Resume(moving.Log, moving.B, leftover).TryFinish(long.MaxValue));

        await moving.CheckAsync();
        moving.Record = moving.B.DirectoryId;
        await moving.CrashAsync();
        await moving.CheckAsync();
        Assert.Empty(moving.Log.DamagedOffsets);
    }

    [Fact]
    public async Task A_log_that_is_deleted_or_closed_is_not_moved()
    {
        var moving = await StartAsync();
        Begin(moving, out var move);
        moving.A.DeleteLog(moving.Log);

        Assert.Throws<IOException>(() => move.Copy(1_000));
        Assert.Throws<IOException>(() => move.TryFinish(long.MaxValue));
        Assert.Null(moving.B.Find(TestFolder.Partition));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    public async Task When_the_disk_refuses_the_last_step_the_log_goes_on_where_it_lay(int flushes)
    {
        var moving = await StartAsync();
        moving.Flush();
        Begin(moving, out var move);
        while (move.Copy(100_000) > 0)
        {
        }

        moving.Disk.FlushesUntilFailure = flushes;
        Assert.Throws<IOException>(() => move.TryFinish(long.MaxValue));
        moving.Disk.FlushesUntilFailure = null;
        move.Discard();

        moving.Write(3);
        moving.Flush();
        await moving.CheckAsync();
        Assert.Equal((moving.A, false), (moving.Log.Folder, moving.Log.IsOffline));
        await moving.CrashAsync();
        await moving.CheckAsync();
    }

    private static async Task<MovingLog> StartAsync()
    {
        var moving = new MovingLog(3);
        await moving.OpenAsync();
        moving.Write(30);
        moving.Flush();
        moving.DeleteHalf();
        return moving;
    }

    private static void Begin(MovingLog moving, out LogMove move) => move = LogMove.Begin(moving.Log, moving.B);

    private static Knowledge Known(PartitionLog log) => new(
        [.. log.AbortedTransactions(log.LogStartOffset, log.LogEndOffset)],
        [.. log.Producers.Describe()],
        [.. log.Epochs.Entries],
        log.LogStartOffset,
        log.HighWatermark);

    private sealed record Knowledge(
        AbortedTransaction[] Aborted, Producers.ProducerDescription[] Producers, LeaderEpoch[] Epochs, long Start,
        long HighWatermark)
    {
        public bool Equals(Knowledge? other) => other is not null && Aborted.SequenceEqual(other.Aborted)
            && Producers.SequenceEqual(other.Producers) && Epochs.SequenceEqual(other.Epochs)
            && Start == other.Start && HighWatermark == other.HighWatermark;

        public override int GetHashCode() => Start.GetHashCode();
    }
}

using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests;

public class PartitionLogTests
{
    private static readonly LogConfig SmallSegments = new() { SegmentBytes = 1_000, IndexIntervalBytes = 200 };

    [Fact]
    public async Task Batches_get_the_next_offsets_and_the_epoch_of_the_token()
    {
        await using var folder = new TestFolder();
        var log = await folder.OpenAsync();
        var token = log.Take(7, LogRole.Leader);

        var results = new AppendResult[2];
        log.Append(token, [Batches.Request("a", "b", "c"), Batches.Request("d")], results);

        Assert.Equal((0, 2), (results[0].BaseOffset, results[0].LastOffset));
        Assert.Equal((3, 3), (results[1].BaseOffset, results[1].LastOffset));
        Assert.Equal(4, log.LogEndOffset);
        using var read = await log.ReadAsync(3, 1000, 4, true, TestContext.Current.CancellationToken);
        Assert.Equal((3, 7), Header(read));
    }

    [Fact]
    public async Task A_read_from_the_middle_of_a_batch_returns_the_whole_batch()
    {
        await using var folder = new TestFolder();
        var log = await folder.OpenAsync();
        log.Append(log.Take(0, LogRole.Leader), Batches.Of("a", "b", "c"));

        using var read = await log.ReadAsync(1, 10, 3, true, TestContext.Current.CancellationToken);

        Assert.Equal((0, 0), Header(read));
        Assert.Equal(3, read.NextOffset);
    }

    [Theory]
    [InlineData(0, 5, 10_000, true, 5)]
    [InlineData(0, 3, 10_000, true, 3)]
    [InlineData(2, 5, 10_000, true, 5)]
    [InlineData(0, 5, 1, true, 1)]
    [InlineData(0, 5, 1, false, 0)]
    [InlineData(5, 5, 10_000, true, 5)]
    public async Task A_read_ends_at_the_bound_and_at_max_bytes(
        long offset, long bound, int maxBytes, bool atLeastOne, long next)
    {
        await using var folder = new TestFolder();
        var log = await folder.OpenAsync();
        AppendMany(log, 5);
        var fromMemory = await NextOffset(log, offset, bound, maxBytes, atLeastOne);
        await folder.CloseAsync();
        var fromFile = await NextOffset(await folder.OpenAsync(), offset, bound, maxBytes, atLeastOne);

        Assert.Equal((next, next), (fromMemory, fromFile));
    }

    [Theory]
    [InlineData(-1, ErrorCode.OffsetOutOfRange)]
    [InlineData(5, ErrorCode.None)]
    [InlineData(6, ErrorCode.OffsetOutOfRange)]
    public async Task A_read_outside_of_the_log_is_out_of_range(long offset, ErrorCode expected)
    {
        await using var folder = new TestFolder();
        var log = await folder.OpenAsync();
        AppendMany(log, 5);

        using var read = await log.ReadAsync(offset, 100, 5, true, TestContext.Current.CancellationToken);

        Assert.Equal(expected, read.Error);
        Assert.True(read.Bytes.IsEmpty);
    }

    [Fact]
    public async Task A_new_token_voids_the_older_one_and_a_lower_epoch_gets_none()
    {
        await using var folder = new TestFolder();
        var log = await folder.OpenAsync();
        var older = log.Take(1, LogRole.Leader);
        log.Take(2, LogRole.Leader);

        Assert.Equal(ErrorCode.NotLeaderOrFollower, log.Append(older, Batches.Of("a")).Error);
        Assert.Throws<StaleEpochException>(() => log.Take(1, LogRole.Leader));
    }

    [Fact]
    public async Task A_follower_keeps_the_leaders_offsets_and_epochs()
    {
        await using var folder = new TestFolder();
        var log = await folder.OpenAsync();
        var batch = Batches.Of("a", "b");
        RecordBatchHeader.SetBaseOffset(batch, 10);
        RecordBatchHeader.SetLeaderEpoch(batch, 4);
        var token = log.Take(5, LogRole.Follower);

        Assert.Equal(10, log.Append(token, batch).BaseOffset);
        Assert.Equal(12, log.LogEndOffset);
        Assert.Equal(ErrorCode.OffsetOutOfRange, log.Append(token, batch).Error);
        Assert.Equal([new LeaderEpoch(4, 10)], log.Epochs.Entries);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Everything_is_there_after_a_restart(bool isClean)
    {
        await using var folder = new TestFolder();
        var log = await folder.OpenAsync(SmallSegments);
        AppendMany(log, 100);
        var before = await log.BatchesAsync();
        await folder.CloseAsync();
        if (!isClean)
        {
            File.Delete(Path.Combine(folder.Path, ".kafka_cleanshutdown"));
            File.Delete(Path.Combine(folder.Path, "recovery-point-offset-checkpoint"));
        }

        var again = await folder.OpenAsync(SmallSegments);

        Assert.Equal(100, again.LogEndOffset);
        Assert.Equal(before, await again.BatchesAsync(300));
        Assert.Equal(100, again.Append(again.Take(9, LogRole.Leader), Batches.Of("more")).BaseOffset);
        Assert.Equal([new LeaderEpoch(0, 0), new LeaderEpoch(9, 100)], again.Epochs.Entries);
        Assert.Equal(TestFolder.Id, again.TopicId);
    }

    [Fact]
    public async Task A_flush_moves_the_flushed_end()
    {
        await using var folder = new TestFolder();
        var log = await folder.OpenAsync(SmallSegments);
        AppendMany(log, 30);

        await log.FlushAsync();

        Assert.Equal(30, log.FlushedEndOffset);
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(57, 57)]
    [InlineData(0, 0)]
    public async Task Truncation_cuts_the_log_for_good(long offset, long end)
    {
        await using var folder = new TestFolder();
        var log = await folder.OpenAsync(SmallSegments);
        AppendMany(log, 100);

        log.TruncateTo(offset);
        Assert.Equal(end, log.LogEndOffset);
        var token = log.Take(1, LogRole.Leader);
        log.Append(token, Batches.Of("after", "after"));
        await folder.CloseAsync();

        var again = await folder.OpenAsync(SmallSegments);
        Assert.Equal(end + 2, again.LogEndOffset);
        Assert.Equal((end, end + 1), (await again.BatchesAsync())[^1]);
    }

    [Fact]
    public async Task Deleted_records_cannot_be_read_and_their_segments_go()
    {
        await using var folder = new TestFolder();
        var log = await folder.OpenAsync(SmallSegments with { FileDeleteDelayMs = 0 });
        AppendMany(log, 100);
        log.AdvanceHighWatermark(100);
        var sizeBefore = log.SizeInBytes;

        Assert.Equal(60, log.DeleteRecordsTo(60));

        Assert.True(log.SizeInBytes < sizeBefore / 2);
        using var read = await log.ReadAsync(59, 100, 100, true, TestContext.Current.CancellationToken);
        Assert.Equal(ErrorCode.OffsetOutOfRange, read.Error);
        await folder.CloseAsync();
        Assert.Equal(60, (await folder.OpenAsync(SmallSegments)).LogStartOffset);
    }

    [Fact]
    public async Task A_deleted_log_leaves_its_name_free()
    {
        await using var folder = new TestFolder();
        var log = await folder.OpenAsync();
        AppendMany(log, 3);

        folder.Folder.DeleteLog(log);

        Assert.Equal(ErrorCode.KafkaStorageError, log.Append(log.Take(5, LogRole.Leader), Batches.Of("a")).Error);
        Assert.Equal(0, folder.Folder.CreateLog(TestFolder.Partition, TestFolder.Id, LogConfig.Default).LogEndOffset);
        Assert.Single(Directory.GetDirectories(folder.Path, "orders-0.*-delete"));
    }

    [Fact]
    public async Task A_second_opening_of_a_folder_is_refused_in_one_sentence()
    {
        await using var folder = new TestFolder();
        await folder.OpenAsync();

        var refusal = await Assert.ThrowsAsync<DataFolderException>(() => folder.OpenAsync());

        Assert.Contains("in use by another process", refusal.Message, StringComparison.Ordinal);
    }

    private static void AppendMany(PartitionLog log, int count)
    {
        var token = log.Take(0, LogRole.Leader);
        for (var index = 0; index < count; index++)
        {
            Assert.Equal(index, log.Append(token, Batches.Of($"value {index}")).BaseOffset);
        }
    }

    private static async Task<long> NextOffset(PartitionLog log, long offset, long bound, int maxBytes, bool atLeastOne)
    {
        using var read = await log.ReadAsync(offset, maxBytes, bound, atLeastOne, CancellationToken.None);
        Assert.Equal(ErrorCode.None, read.Error);
        return read.NextOffset;
    }

    private static (long Offset, int Epoch) Header(LogRead read)
    {
        var view = new RecordBatchView(read.Bytes.Span);
        return (view.BaseOffset, view.PartitionLeaderEpoch);
    }
}

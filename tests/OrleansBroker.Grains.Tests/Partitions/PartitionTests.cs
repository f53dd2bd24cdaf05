using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Grains.Tests.Kit;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage;

namespace OrleansBroker.Grains.Tests.Partitions;

public class PartitionTests
{
    private const short All = -1;
    private const short Leader = 1;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Batches_are_appended_in_the_order_of_the_calls(short acks)
    {
        await using var led = await LedPartition.OpenAsync();
        var partition = led.Lead();
        var appends = new List<ValueTask<AppendResult>>();
        for (var index = 0; index < 500; index++)
        {
            appends.Add(LedPartition.AppendAsync(partition, acks, $"{index}"));
        }

        for (var index = 0; index < appends.Count; index++)
        {
            Assert.Equal(index, (await appends[index]).BaseOffset);
        }

        await LedPartition.AppendAsync(partition, All, "last");
        Assert.Equal([.. Enumerable.Range(0, 500).Select(index => $"{index}"), "last"],
            await LedPartition.ReadAsync(partition));
    }

    [Fact]
    public async Task With_flush_on_ack_nothing_is_acknowledged_or_read_before_it_is_flushed()
    {
        var disk = new FailingDisk();
        await using var led = await LedPartition.OpenAsync(disk);
        var partition = led.Lead();
        disk.HoldFlushes();

        await LedPartition.AppendAsync(partition, Leader, "a");
        var all = LedPartition.AppendAsync(partition, All, "b").AsTask();
        await LedPartition.AppendAsync(partition, Leader, "c");
        Assert.Equal((0, 3, false), (partition.HighWatermark, partition.LogEndOffset, all.IsCompleted));

        disk.LetFlushes();
        Assert.Equal(1, (await all).BaseOffset);
        Assert.True(partition.HighWatermark >= 2);
    }

    [Fact]
    public async Task Without_flush_on_ack_the_leaders_log_is_enough()
    {
        var disk = new FailingDisk();
        await using var led = await LedPartition.OpenAsync(disk);
        var partition = led.Lead(0, (TopicConfigs.FlushOnAck, "false"));
        disk.HoldFlushes();

        Assert.Equal(0, (await LedPartition.AppendAsync(partition, All, "a")).BaseOffset);
        Assert.Equal(["a"], await LedPartition.ReadAsync(partition));
        disk.LetFlushes();
    }

    [Fact]
    public async Task An_ack_that_does_not_come_in_time_is_a_timeout()
    {
        var disk = new FailingDisk();
        var time = new ManualTime();
        await using var led = await LedPartition.OpenAsync(disk, time);
        var partition = led.Lead();
        disk.HoldFlushes();

        var all = LedPartition.AppendAsync(
            partition, All, new RecordBatchOptions(), TimeSpan.FromSeconds(1), "a").AsTask();
        await LedPartition.AppendAsync(partition, Leader, "b");
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(ErrorCode.RequestTimedOut, (await all).Error);
        disk.LetFlushes();
    }

    [Fact]
    public async Task A_disk_that_refuses_is_a_storage_error_and_what_was_acknowledged_stays_readable()
    {
        var disk = new FailingDisk();
        await using var led = await LedPartition.OpenAsync(disk);
        var partition = led.Lead();
        await LedPartition.AppendAsync(partition, All, "kept");

        disk.RefusesWrites = true;
        Assert.Equal(ErrorCode.KafkaStorageError, (await LedPartition.AppendAsync(partition, All, "lost")).Error);
        Assert.Equal(ErrorCode.KafkaStorageError, (await LedPartition.AppendAsync(partition, Leader, "lost")).Error);

        Assert.Equal(["kept"], await LedPartition.ReadAsync(partition));
    }

    [Fact]
    public async Task Resigning_answers_what_waits_and_everything_after()
    {
        var disk = new FailingDisk();
        await using var led = await LedPartition.OpenAsync(disk);
        var partition = led.Lead();
        disk.HoldFlushes();
        var waiting = LedPartition.AppendAsync(partition, All, "a").AsTask();
        await LedPartition.AppendAsync(partition, Leader, "b");

        partition.Resign();

        Assert.Equal(ErrorCode.NotLeaderOrFollower, (await waiting).Error);
        Assert.Equal(ErrorCode.NotLeaderOrFollower, (await LedPartition.AppendAsync(partition, Leader, "c")).Error);
        Assert.Equal(ErrorCode.NotLeaderOrFollower, partition.CheckLeader(-1));
        disk.LetFlushes();
    }

    [Fact]
    public async Task A_new_epoch_voids_the_one_before_and_a_lower_one_is_refused()
    {
        await using var led = await LedPartition.OpenAsync();
        var first = led.Lead(leaderEpoch: 1);
        var second = led.Lead(leaderEpoch: 2);

        Assert.Equal(ErrorCode.NotLeaderOrFollower, (await LedPartition.AppendAsync(first, Leader, "a")).Error);
        Assert.Equal(ErrorCode.None, (await LedPartition.AppendAsync(second, Leader, "b")).Error);
        Assert.Throws<StaleEpochException>(() => led.Lead(leaderEpoch: 1));
    }

    [Fact]
    public async Task The_clients_epoch_is_compared_with_the_leaders()
    {
        await using var led = await LedPartition.OpenAsync();
        var partition = led.Lead(leaderEpoch: 5);

        Assert.Equal(
            [ErrorCode.None, ErrorCode.FencedLeaderEpoch, ErrorCode.None, ErrorCode.UnknownLeaderEpoch],
            new[] { -1, 4, 5, 6 }.Select(partition.CheckLeader));
    }

    [Fact]
    public async Task Too_few_in_sync_replicas_refuse_acks_of_all_only()
    {
        await using var led = await LedPartition.OpenAsync();
        var partition = Partition.Lead(led.Log, LedPartition.Record(0) with { Replicas = [1, 2] },
            LedPartition.Settings((TopicConfigs.MinInsyncReplicas, "2")), led.Delayed, LedPartition.QueueBytes);

        Assert.Equal(ErrorCode.NotEnoughReplicas, (await LedPartition.AppendAsync(partition, All, "a")).Error);
        Assert.Equal(ErrorCode.None, (await LedPartition.AppendAsync(partition, Leader, "a")).Error);
    }

    [Fact]
    public async Task No_more_in_sync_replicas_are_asked_for_than_the_topic_has()
    {
        await using var led = await LedPartition.OpenAsync();
        var partition = led.Lead(0, (TopicConfigs.MinInsyncReplicas, "2"));

        Assert.Equal(ErrorCode.None, (await LedPartition.AppendAsync(partition, All, "a")).Error);
    }

    [Fact]
    public async Task A_repeated_batch_is_answered_with_its_first_offset_and_a_gap_is_refused()
    {
        await using var led = await LedPartition.OpenAsync();
        var partition = led.Lead();

        Assert.Equal((ErrorCode.None, 0L), await Send(sequence: 0));
        Assert.Equal((ErrorCode.None, 1L), await Send(sequence: 1));
        Assert.Equal((ErrorCode.None, 0L), await Send(sequence: 0));
        Assert.Equal((ErrorCode.OutOfOrderSequenceNumber, -1L), await Send(sequence: 5));
        Assert.Equal(2, partition.LogEndOffset);

        async Task<(ErrorCode, long)> Send(int sequence)
        {
            var options = new RecordBatchOptions { ProducerId = 7, ProducerEpoch = 0, BaseSequence = sequence };
            var result = await LedPartition.AppendAsync(partition, All, options, TimeSpan.FromSeconds(30), "v");
            return (result.Error, result.BaseOffset);
        }
    }

    [Fact]
    public async Task A_full_queue_refuses_with_a_retriable_error()
    {
        await using var led = await LedPartition.OpenAsync();
        var partition = led.Lead();
        using var gate = new ManualResetEventSlim();
        using var _ = await BlockedThreads.HoldAsync(led.Folder, gate);
        var value = new string('x', LedPartition.QueueBytes * 3 / 4);

        var first = LedPartition.AppendAsync(partition, Leader, value).AsTask();
        var second = await LedPartition.AppendAsync(partition, Leader, value);

        Assert.Equal(ErrorCode.RequestTimedOut, second.Error);
        Assert.True(second.Error.IsRetriable());
        gate.Set();
        Assert.Equal(ErrorCode.None, (await first).Error);
    }

    [Fact]
    public async Task Watchers_are_told_when_records_become_readable_and_when_leadership_ends()
    {
        await using var led = await LedPartition.OpenAsync();
        var partition = led.Lead();
        var watcher = new ReadableWatcher();
        partition.Watch(watcher);

        await LedPartition.AppendAsync(partition, All, "a");
        await watcher.UntilAsync(() => partition.HighWatermark == 1, TestContext.Current.CancellationToken);
        var before = watcher.Calls;
        partition.Resign();
        Assert.True(watcher.Calls > before);

        var calls = watcher.Calls;
        partition.Unwatch(watcher);
        partition.Resign();
        Assert.Equal(calls, watcher.Calls);
    }
}

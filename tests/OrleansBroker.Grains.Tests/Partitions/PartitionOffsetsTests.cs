using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Grains.Tests.Kit;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Tests.Partitions;

public class PartitionOffsetsTests
{
    [Fact]
    public async Task Offsets_are_found_by_time_and_by_name()
    {
        await using var led = await LedPartition.OpenAsync();
        var partition = led.Lead();
        await LedPartition.AppendAsync(partition, -1, "1000", "1001", "1002");
        await LedPartition.AppendAsync(partition, -1, "1000", "1001", "1002", "1003");

        Assert.Equal(0, await Find(OffsetQuery.Earliest));
        Assert.Equal(7, await Find(OffsetQuery.Latest));
        Assert.Equal(6, await Find(OffsetQuery.MaxTimestamp));
        Assert.Equal(0, await Find(0));
        Assert.Equal(2, await Find(1002));
        Assert.Equal(6, await Find(1003));
        Assert.Equal(-1, await Find(1004));

        async Task<long> Find(long timestamp) =>
            (await partition.ListOffsetAsync(timestamp, false, TestContext.Current.CancellationToken)).Offset;
    }

    [Fact]
    public async Task A_new_leader_tells_the_end_once_it_knows_what_earlier_leaders_told()
    {
        var disk = new FailingDisk();
        await using var led = await LedPartition.OpenAsync(disk);
        disk.HoldFlushes();
        await LedPartition.AppendAsync(led.Lead(leaderEpoch: 1), 1, "a");
        var partition = led.Lead(leaderEpoch: 2);

        Assert.Equal(ErrorCode.OffsetNotAvailable, (await ListAsync(OffsetQuery.Latest)).Error);
        Assert.Equal(ErrorCode.OffsetNotAvailable, (await ListAsync(OffsetQuery.MaxTimestamp)).Error);
        Assert.Equal(ErrorCode.OffsetNotAvailable, (await ListAsync(1000)).Error);
        Assert.Equal((ErrorCode.None, 0), ((await ListAsync(OffsetQuery.Earliest)).Error, 0));

        disk.LetFlushes();
        await LedPartition.AppendAsync(partition, -1, "b");
        Assert.Equal(2, (await ListAsync(OffsetQuery.Latest)).Offset);
        Assert.Equal(0, (await ListAsync(1000)).Offset);

        ValueTask<ListedOffset> ListAsync(long timestamp) =>
            partition.ListOffsetAsync(timestamp, false, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(-1, ErrorCode.None)]
    [InlineData(3, ErrorCode.None)]
    [InlineData(2, ErrorCode.FencedLeaderEpoch)]
    [InlineData(4, ErrorCode.UnknownLeaderEpoch)]
    public async Task The_clients_epoch_must_be_the_leaders(int epoch, ErrorCode expected)
    {
        await using var led = await LedPartition.OpenAsync();

        Assert.Equal(expected, led.Lead(leaderEpoch: 3).CheckLeader(epoch));
    }

    [Fact]
    public async Task Records_are_deleted_up_to_the_high_watermark_and_no_further()
    {
        await using var led = await LedPartition.OpenAsync();
        var partition = led.Lead();
        await LedPartition.AppendAsync(partition, -1, "a");
        await LedPartition.AppendAsync(partition, -1, "b");

        Assert.Equal((ErrorCode.OffsetOutOfRange, -1), await partition.DeleteRecordsAsync(3));
        Assert.Equal((ErrorCode.None, 1), await partition.DeleteRecordsAsync(1));
        Assert.Equal(["b"], await LedPartition.ReadAsync(partition));
        Assert.Equal((ErrorCode.None, 1), await partition.DeleteRecordsAsync(0));
        Assert.Equal((ErrorCode.OffsetOutOfRange, -1), await partition.DeleteRecordsAsync(-2));
        Assert.Equal((ErrorCode.None, 2), await partition.DeleteRecordsAsync(-1));
        Assert.Empty(await LedPartition.ReadAsync(partition));
    }

    [Fact]
    public async Task Records_of_a_compacted_topic_are_not_deleted()
    {
        await using var led = await LedPartition.OpenAsync();
        var partition = led.Lead(0, (TopicConfigs.CleanupPolicy, "compact"));

        Assert.Equal(ErrorCode.PolicyViolation, (await partition.DeleteRecordsAsync(0)).Error);
    }

    [Fact]
    public async Task The_end_of_an_epoch_is_the_start_of_the_next()
    {
        await using var led = await LedPartition.OpenAsync();
        await LedPartition.AppendAsync(led.Lead(leaderEpoch: 1), -1, "a", "b");
        var partition = led.Lead(leaderEpoch: 3);
        await LedPartition.AppendAsync(partition, -1, "c");

        Assert.Equal((1, 2), partition.EndOffsetOf(1));
        Assert.Equal((1, 2), partition.EndOffsetOf(2));
        Assert.Equal((3, 3), partition.EndOffsetOf(3));
    }
}

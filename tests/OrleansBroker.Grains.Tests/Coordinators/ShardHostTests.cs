using OrleansBroker.Grains.Tests.Kit;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Tests.Coordinators;

public class ShardHostTests
{
    [Fact]
    public async Task What_is_committed_is_fetched()
    {
        await using var led = await LedPartition.OpenAsync();
        var shard = await HostedShard.ServeAsync(led, led.Lead());

        Assert.Equal(ErrorCode.None, await shard.CommitAsync(5));
        Assert.Equal(5, await shard.FetchAsync());
    }

    [Fact]
    public async Task A_commit_is_neither_acknowledged_nor_shown_before_it_is_safe()
    {
        var disk = new FailingDisk();
        await using var led = await LedPartition.OpenAsync(disk);
        var shard = await HostedShard.ServeAsync(led, led.Lead());
        disk.HoldFlushes();

        var commit = shard.CommitAsync(5);
        var fetch = shard.TryFetchAsync();
        Assert.Equal((false, false), (commit.IsCompleted, fetch.IsCompleted));

        disk.LetFlushes();
        Assert.Equal(ErrorCode.None, await commit);
        Assert.Equal((ErrorCode.None, 5), await fetch);
    }

    [Fact]
    public async Task The_next_epoch_knows_what_was_committed()
    {
        await using var led = await LedPartition.OpenAsync();
        var first = led.Lead();
        var before = await HostedShard.ServeAsync(led, first);
        await before.CommitAsync(5);
        await before.CommitAsync(6);
        first.Resign();

        var after = await HostedShard.ServeAsync(led, led.Lead(leaderEpoch: 1));

        Assert.Equal(6, await after.FetchAsync());
        Assert.Equal(ErrorCode.NotCoordinator, await before.CommitAsync(7));
    }

    [Fact]
    public async Task A_shard_loads_until_everything_that_was_written_is_safe()
    {
        var disk = new FailingDisk();
        await using var led = await LedPartition.OpenAsync(disk);
        var first = led.Lead();
        var before = await HostedShard.ServeAsync(led, first);
        disk.HoldFlushes();
        var inDoubt = before.CommitAsync(5);
        await LedPartition.WrittenAsync(first, 1);
        first.Resign();
        Assert.Equal(ErrorCode.NotCoordinator, await inDoubt);

        var after = HostedShard.Start(led, led.Lead(leaderEpoch: 1));
        Assert.Equal(ErrorCode.CoordinatorLoadInProgress, (await after.TryFetchAsync()).Error);

        disk.LetFlushes();
        Assert.Equal(5, await after.FetchAsync());
    }

    [Fact]
    public async Task When_an_append_fails_the_shard_goes_back_to_what_the_log_says()
    {
        var disk = new FailingDisk();
        await using var led = await LedPartition.OpenAsync(disk);
        var shard = await HostedShard.ServeAsync(led, led.Lead());
        await shard.CommitAsync(5);
        disk.RefusesWrites = true;

        Assert.Equal(ErrorCode.NotCoordinator, await shard.CommitAsync(7));
        Assert.Equal(5, await shard.FetchAsync());
    }

    [Fact]
    public async Task What_is_too_large_for_the_log_is_refused_and_nobody_else_notices()
    {
        await using var led = await LedPartition.OpenAsync();
        var shard = await HostedShard.ServeAsync(led, led.Lead(0, ("max.message.bytes", "1000")));
        await shard.CommitAsync(5);
        var join = shard.JoinAsync();

        Assert.Equal(ErrorCode.UnknownServerError, await shard.CommitAsync(6, "other", new string('x', 2_000)));

        Assert.Equal(ErrorCode.None, await shard.CommitAsync(7, "other"));
        Assert.Equal(7, await shard.FetchAsync("other"));
        Assert.Equal(5, await shard.FetchAsync());
        Assert.False(join.IsCompleted);
    }

    [Fact]
    public async Task Resigning_answers_a_member_that_waits_for_the_others()
    {
        await using var led = await LedPartition.OpenAsync();
        var partition = led.Lead();
        var shard = await HostedShard.ServeAsync(led, partition);
        var join = shard.JoinAsync();
        await shard.FetchAsync();
        Assert.False(join.IsCompleted);

        partition.Resign();

        Assert.Equal(ErrorCode.NotCoordinator, await join);
        await shard.Completion;
    }

    [Fact]
    public async Task Many_commits_at_once_end_with_the_last_one()
    {
        await using var led = await LedPartition.OpenAsync();
        var shard = await HostedShard.ServeAsync(led, led.Lead());

        var errors = await Task.WhenAll(Enumerable.Range(1, 500).Select(offset => shard.CommitAsync(offset)));

        Assert.All(errors, error => Assert.Equal(ErrorCode.None, error));
        Assert.Equal(500, await shard.FetchAsync());
    }
}

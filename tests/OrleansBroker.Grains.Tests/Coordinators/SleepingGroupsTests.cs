using OrleansBroker.Grains.Partitions;
using OrleansBroker.Grains.Tests.Kit;
using OrleansBroker.Protocol;
using OrleansBroker.Storage;

namespace OrleansBroker.Grains.Tests.Coordinators;

/// <summary>Groups that sleep after a load, on a disk that is read for each of them.</summary>
public sealed class SleepingGroupsTests
{
    private static readonly LogFolderOptions NothingInMemory = new() { TailBytes = 0 };

    private readonly FailingDisk _disk = new();

    [Fact]
    public async Task While_one_wakes_the_others_are_served_and_its_own_requests_keep_their_order()
    {
        await using var led = await LedPartition.OpenAsync(_disk, options: NothingInMemory);
        var shard = await LoadAgainAsync(led);
        _disk.HoldReads();

        var fetch = shard.TryFetchAsync("a");
        var commit = shard.CommitAsync(7, "a");
        var fetchAgain = shard.TryFetchAsync("a");
        Assert.Equal(ErrorCode.None, await shard.CommitAsync(8, "new"));
        Assert.Equal((ErrorCode.None, 8), await shard.TryFetchAsync("new"));
        Assert.False(fetch.IsCompleted || commit.IsCompleted || fetchAgain.IsCompleted);

        _disk.LetReads();
        Assert.Equal((ErrorCode.None, 1), await fetch);
        Assert.Equal(ErrorCode.None, await commit);
        Assert.Equal((ErrorCode.None, 7), await fetchAgain);
        Assert.Equal((ErrorCode.None, 2), await shard.TryFetchAsync("b"));
    }

    [Fact]
    public async Task What_cannot_be_read_is_refused_alone_and_wakes_when_it_can()
    {
        await using var led = await LedPartition.OpenAsync(_disk, options: NothingInMemory);
        var shard = await LoadAgainAsync(led);
        _disk.RefusesReads = true;

        Assert.Equal((ErrorCode.CoordinatorNotAvailable, -1), await shard.TryFetchAsync("a"));
        Assert.Equal(ErrorCode.None, await shard.CommitAsync(8, "new"));

        _disk.RefusesReads = false;
        Assert.Equal((ErrorCode.None, 1), await shard.TryFetchAsync("a"));
    }

    [Fact]
    public async Task Who_waits_for_one_is_answered_when_the_epoch_ends()
    {
        await using var led = await LedPartition.OpenAsync(_disk, options: NothingInMemory);
        var shard = await LoadAgainAsync(led, out var partition);
        _disk.HoldReads();
        var fetch = shard.TryFetchAsync("a");

        partition().Resign();

        Assert.Equal(ErrorCode.NotCoordinator, (await fetch).Error);
        _disk.LetReads();
        await shard.Completion;
    }

    private static Task<HostedShard> LoadAgainAsync(LedPartition led) => LoadAgainAsync(led, out _);

    /// <summary>Commits for two groups, and lets another epoch load them.</summary>
    private static Task<HostedShard> LoadAgainAsync(LedPartition led, out Func<Partition> partition)
    {
        Partition? second = null;
        partition = () => second!;
        return RunAsync();

        async Task<HostedShard> RunAsync()
        {
            var first = led.Lead();
            var before = await HostedShard.ServeAsync(led, first);
            await before.CommitAsync(1, "a");
            await before.CommitAsync(2, "b");
            first.Resign();
            await before.Completion;
            second = led.Lead(leaderEpoch: 1);
            return await HostedShard.ServeAsync(led, second);
        }
    }
}

using Orleans.Runtime;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Grains.Controller;
using OrleansBroker.Grains.Tests.Kit;

namespace OrleansBroker.Grains.Tests.Controller;

public class ControllerStoreTests
{
    private static readonly TopicMetadata Topic = new() { Name = "t", TopicId = Guid.NewGuid() };

    private readonly MemoryGrainStorage _storage = new();

    [Fact]
    public async Task Of_two_controllers_the_one_that_began_later_has_the_higher_epoch_and_is_the_newest()
    {
        var (first, second) = (Open(), Open());

        var epochs = new[] { await first.LoadAsync(), await second.LoadAsync() }.Select(l => l.Cluster.ControllerEpoch);

        Assert.Equal([1, 2], epochs);
        Assert.False(await first.IsNewestAsync());
        Assert.True(await second.IsNewestAsync());
    }

    [Fact]
    public async Task What_one_controller_changed_another_cannot_overwrite_before_it_has_loaded_it()
    {
        var (first, second) = (Open(), Open());
        var empty = (await first.LoadAsync()).State;
        await first.SaveAsync(new StateChange { Topics = [Topic] }, empty);
        var old = (await first.LoadAsync()).State;
        var seen = (await second.LoadAsync()).State;
        var changed = Topic with { Configs = new() { ["retention.ms"] = "1" } };
        await second.SaveAsync(new StateChange { Topics = [changed] }, seen);

        var stale = Topic with { Configs = new() { ["retention.ms"] = "2" } };
        await Assert.ThrowsAsync<StaleRecordException>(
            () => first.SaveAsync(new StateChange { Topics = [stale] }, old));

        Assert.Equal("1", (await Open().LoadAsync()).State.Topics.Single().Configs["retention.ms"]);
    }

    [Fact]
    public async Task No_two_controllers_hand_out_the_same_block_of_producer_ids()
    {
        var (first, second) = (Open(), Open());
        var (_, one) = await first.LoadAsync();
        var (_, other) = await second.LoadAsync();
        await first.SaveAsync(ProducerIdAllocation.Decide(one).Change, one);

        await Assert.ThrowsAsync<StaleRecordException>(
            () => second.SaveAsync(ProducerIdAllocation.Decide(other).Change, other));
    }

    [Theory]
    [InlineData("topic-")]
    [InlineData("topics")]
    public async Task A_topic_whose_creation_fails_half_way_is_there_whole_or_not_at_all(string failing)
    {
        var store = Open();
        var (_, state) = await store.LoadAsync();
        _storage.BeforeWrite = name =>
        {
            if (name.StartsWith(failing, StringComparison.Ordinal))
            {
                throw new TimeoutException("not reached");
            }
        };
        await Assert.ThrowsAsync<TimeoutException>(() => store.SaveAsync(new StateChange { Topics = [Topic] }, state));

        _storage.BeforeWrite = _ => { };
        Assert.Empty((await Open().LoadAsync()).State.Topics);
        var again = Open();
        var second = new StateChange { Topics = [Topic with { TopicId = Guid.NewGuid() }] };
        await again.SaveAsync(second, (await again.LoadAsync()).State);
        Assert.Equal("t", (await Open().LoadAsync()).State.Topics.Single().Name);
    }

    private ControllerStore Open() =>
        new(new MetadataRecords(_storage, GrainId.Create("controller", "cluster")), new Random(1));
}

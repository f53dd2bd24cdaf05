using Orleans.Contracts.Tests.Support;
using Orleans.Storage;

namespace Orleans.Contracts.Tests.Storage;

public sealed class StorageTests(Cluster cluster) : IClassFixture<Cluster>
{
    [Fact]
    public async Task Without_a_record_the_state_is_new()
    {
        var grain = cluster.Local<INotes>();
        Assert.Equal((0, null, false), await grain.Read());
    }

    [Fact]
    public async Task What_was_written_is_there_in_the_next_activation()
    {
        var grain = cluster.Local<INotes>();
        await grain.Write(5);
        Assert.Equal((5, "1", true), await grain.Read());
        var activation = await grain.Leave();
        Assert.Equal((5, "1", true), await grain.Read());
        Assert.NotEqual(activation, await grain.Activation());
    }

    [Fact]
    public async Task Clearing_leaves_no_record()
    {
        var grain = cluster.Local<INotes>();
        await grain.Write(5);
        await grain.Clear();
        Assert.Equal((0, null, false), await grain.Read());
    }

    [Fact]
    public async Task A_lost_race_deactivates_the_grain_that_lets_the_exception_out()
    {
        var grain = cluster.Local<INotes>();
        await grain.Write(1);
        var activation = await grain.Activation();
        cluster.Storage.Overwrite("notes", grain, new Notes { Number = 7 });
        await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Write(2));
        Assert.Equal((7, "2", true), await grain.Read());
        Assert.NotEqual(activation, await grain.Activation());
    }

    [Fact]
    public async Task A_lost_race_that_is_caught_leaves_the_grain_alive()
    {
        var grain = cluster.Local<INotes>();
        await grain.Write(1);
        var activation = await grain.Activation();
        cluster.Storage.Overwrite("notes", grain, new Notes { Number = 7 });
        Assert.False(await grain.TryWrite(2));
        Assert.Equal((7, "2", true), await grain.Read());
        Assert.Equal(activation, await grain.Activation());
    }

    [Fact]
    public async Task A_caller_that_passes_the_exception_on_stays_alive()
    {
        var grain = cluster.Local<INotes>();
        await grain.Write(1);
        cluster.Storage.Overwrite("notes", grain, new Notes { Number = 7 });
        var caller = cluster.Local<INotes>();
        var activation = await caller.Activation();
        await Assert.ThrowsAsync<InconsistentStateException>(() => caller.WriteTo(grain, 2));
        Assert.Equal(activation, await caller.Activation());
    }
}

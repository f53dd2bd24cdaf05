using Orleans.Contracts.Tests.Support;

namespace Orleans.Contracts.Tests.Timers;

public sealed class TimerTests(Cluster cluster) : IClassFixture<Cluster>
{
    private readonly string _gate = Guid.NewGuid().ToString();

    [Fact]
    public async Task A_timer_ticks_again_and_again_in_turns_of_its_grain()
    {
        var grain = cluster.Local<ITicker>();
        Assert.True(await grain.StartAndAwaitTicks(3));
    }

    [Fact]
    public async Task A_tick_waits_for_the_running_call_unless_it_interleaves()
    {
        var grain = cluster.Local<ITicker>();
        Assert.Equal(0, await grain.TicksDuringCall(interleave: false));
        Assert.NotEqual(0, await grain.TicksDuringCall(interleave: true));
    }

    [Fact]
    public async Task A_failing_tick_does_not_end_the_timer() =>
        Assert.True(await cluster.Local<ITicker>().SurvivesFailure());

    [Fact]
    public async Task Disposing_cancels_the_tick_that_runs()
    {
        var grain = cluster.Local<ITicker>();
        var stopped = grain.StopDuringTick(_gate);
        Assert.True(await stopped);
    }
}

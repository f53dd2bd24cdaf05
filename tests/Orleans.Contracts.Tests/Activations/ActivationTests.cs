using Orleans.Contracts.Tests.Support;
using Orleans.Runtime;

namespace Orleans.Contracts.Tests.Activations;

public sealed class ActivationTests(Cluster cluster) : IClassFixture<Cluster>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_grain_is_activated_before_its_first_call_and_stays()
    {
        var grain = cluster.Local<IKeptLife>();
        Assert.Equal(await grain.Activation(), await grain.Activation());
    }

    [Fact]
    public async Task A_grain_that_leaves_comes_back_as_another_activation()
    {
        var grain = cluster.Local<ILife>();
        var before = await grain.Activation();
        await grain.Leave();
        Assert.NotEqual(before, await grain.Activation());
        Assert.Equal(
            DeactivationReasonCode.ApplicationRequested, await LifeBase.EndOf(grain.GetPrimaryKeyString()));
    }

    [Fact]
    public async Task A_running_call_delays_deactivation_and_later_calls_wait_for_the_next_activation()
    {
        var key = Cluster.KeyOn(cluster.Silo0);
        var grain = cluster.On(cluster.Silo0).GetGrain<IInterleavedLife>(key);
        var gate = Guid.NewGuid().ToString();
        var held = grain.Hold(gate);
        await Gate.Of(gate).Arrived;
        await grain.Leave();
        var next = grain.Activation();
        Assert.False(LifeBase.EndOf(key).IsCompleted);
        Assert.False(next.IsCompleted);
        Gate.Of(gate).Open();
        Assert.NotEqual(await held, await next);
        Assert.True(LifeBase.EndOf(key).IsCompleted);
    }

    /// <summary>
    /// The source of Orleans means to hold the callers for 5 s, and the deactivation that follows cancels that wait:
    /// 10.4.1 answers at once. Nobody may rely on either, so this holds for both.
    /// </summary>
    [Fact]
    public async Task A_failed_activation_fails_its_callers_with_its_exception_within_ten_seconds()
    {
        var grain = cluster.Local<IBrokenLife>();
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var failure = await Assert.ThrowsAsync<InvalidOperationException>(
                () => grain.Nothing().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
            Assert.Equal("Broken on purpose.", failure.Message);
        }
    }

    [Fact]
    public async Task An_idle_activation_is_collected_unless_it_is_kept_alive()
    {
        var kept = cluster.Local<IKeptLife>();
        var idle = cluster.Local<ILife>();
        var keptActivation = await kept.Activation();
        await idle.Activation();
        Assert.Equal(
            DeactivationReasonCode.ActivationIdle,
            await LifeBase.EndOf(idle.GetPrimaryKeyString())
                .WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Equal(keptActivation, await kept.Activation());
    }
}

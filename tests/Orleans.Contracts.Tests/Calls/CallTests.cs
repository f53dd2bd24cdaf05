using Orleans.Contracts.Tests.Support;
using Orleans.Serialization;

namespace Orleans.Contracts.Tests.Calls;

public sealed class CallTests(Cluster cluster) : IClassFixture<Cluster>
{
    [Fact]
    public async Task A_call_reaches_the_grain_and_brings_its_result()
    {
        foreach (var grain in new[] { cluster.Local<IEcho>(), cluster.Remote<IEcho>() })
        {
            Assert.Equal(5, await grain.Add(2, 3));
            Assert.Equal("ab", await grain.Join("a", "b"));
            await grain.Nothing();
        }
    }

    [Fact]
    public async Task The_client_reaches_grains_on_every_silo()
    {
        Assert.Equal("Silo_0", await cluster.Client.GetGrain<IEcho>(Cluster.KeyOn(cluster.Silo0)).Where());
        Assert.Equal("Silo_1", await cluster.Client.GetGrain<IEcho>(Cluster.KeyOn(cluster.Silo1)).Where());
    }

    [Fact]
    public async Task References_travel_and_call_from_where_they_arrive()
    {
        var here = cluster.Local<IEcho>();
        Assert.Equal("Silo_0", await cluster.Remote<IEcho>().CallOther(here));
        var self = await cluster.Remote<IEcho>().Self();
        Assert.Equal("Silo_1", await self.Where());
    }

    [Fact]
    public void References_to_one_grain_are_equal()
    {
        var key = Cluster.KeyOn(cluster.Silo0);
        Assert.Equal(cluster.Client.GetGrain<IEcho>(key), cluster.Client.GetGrain<IEcho>(key));
        Assert.Equal(key, cluster.Client.GetGrain<IEcho>(key).GetPrimaryKeyString());
    }

    [Fact]
    public async Task An_exception_reaches_the_caller_with_its_type_and_members()
    {
        foreach (var grain in new[] { cluster.Local<IEcho>(), cluster.Remote<IEcho>() })
        {
            var plain = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Throw("no"));
            Assert.Equal("no", plain.Message);
            var own = await Assert.ThrowsAsync<OwnException>(() => grain.ThrowOwn(7));
            Assert.Equal(7, own.Code);
            Assert.Contains(nameof(EchoGrain.ThrowOwn), own.StackTrace, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_exception_that_is_not_marked_does_not_leave_its_silo()
    {
        await Assert.ThrowsAsync<UnmarkedException>(() => cluster.Local<IEcho>().ThrowUnmarked());
        await Assert.ThrowsAsync<CodecNotFoundException>(() => cluster.Remote<IEcho>().ThrowUnmarked());
    }

    [Fact]
    public async Task A_caller_times_out_while_the_callee_goes_on()
    {
        foreach (var grain in new[] { cluster.Local<IEcho>(), cluster.Remote<IEcho>() })
        {
            var gate = Guid.NewGuid().ToString();
            await Assert.ThrowsAsync<TimeoutException>(() => grain.Slow(gate));
            var later = grain.SlowCalls();
            Assert.False(later.IsCompleted);
            Gate.Of(gate).Open();
            Assert.Equal(1, await later);
        }
    }

    [Fact]
    public async Task A_queued_call_whose_caller_gave_up_does_not_run()
    {
        var grain = cluster.Local<IEcho>();
        var gate = Guid.NewGuid().ToString();
        var first = grain.Slow(gate);
        var second = grain.Slow(gate);
        await Assert.ThrowsAsync<TimeoutException>(() => first);
        await Assert.ThrowsAsync<TimeoutException>(() => second);
        Gate.Of(gate).Open();
        Assert.Equal(1, await grain.SlowCalls());
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_and_tells_the_callee()
    {
        foreach (var grain in new[] { cluster.Local<IEcho>(), cluster.Remote<IEcho>() })
        {
            var gate = Guid.NewGuid().ToString();
            using var cancellation = new CancellationTokenSource();
            var call = grain.Wait(gate, cancellation.Token);
            await Gate.Of(gate).Arrived;
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            await Gate.Of(gate + "/cancelled").Arrived;
        }
    }

    [Fact]
    public async Task A_token_that_is_cancelled_already_keeps_the_call_from_being_sent()
    {
        var gate = Guid.NewGuid().ToString();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => cluster.Local<IEcho>().Wait(gate, new CancellationToken(canceled: true)));
        Assert.False(Gate.Of(gate).Arrived.IsCompleted);
    }

    [Fact]
    public async Task A_one_way_call_returns_at_once_and_hides_failures()
    {
        foreach (var grain in new[] { cluster.Local<IEcho>(), cluster.Remote<IEcho>() })
        {
            var gate = Guid.NewGuid().ToString();
            await grain.Tell(gate);
            await Gate.Of(gate).Arrived;
        }
    }

    [Fact]
    public void An_interface_without_a_grain_class_is_refused() =>
        Assert.Throws<ArgumentException>(() => cluster.Client.GetGrain<INobody>("x"));

    [Fact]
    public async Task Keys_of_all_kinds_come_back_from_the_grain()
    {
        var id = Guid.NewGuid();
        Assert.Equal(-5, await cluster.Client.GetGrain<INumbered>(-5).Key());
        Assert.Equal((9L, "x"), await cluster.Client.GetGrain<INumberedPair>(9, "x", null).Key());
        Assert.Equal(id, await cluster.Client.GetGrain<IGuided>(id).Key());
        Assert.Equal((id, "y"), await cluster.Client.GetGrain<IGuidedPair>(id, "y", null).Key());
    }
}

public interface INobody : IGrainWithStringKey
{
    Task Nothing();
}

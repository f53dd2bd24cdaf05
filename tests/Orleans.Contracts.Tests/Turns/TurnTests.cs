using Orleans.Contracts.Tests.Support;

namespace Orleans.Contracts.Tests.Turns;

public sealed class TurnTests(Cluster cluster) : IClassFixture<Cluster>
{
    private readonly string _gate = Guid.NewGuid().ToString();

    [Fact]
    public async Task A_call_waits_until_the_one_before_has_ended()
    {
        var grain = cluster.Local<ITurns>();
        var calls = Enumerable.Range(0, 3).Select(_ => grain.Enter(_gate)).ToArray();
        await Gate.Of(_gate).Arrived;
        Gate.Of(_gate).Open();
        await Task.WhenAll(calls);
        Assert.Equal(1, await grain.Most());
    }

    [Fact]
    public async Task Calls_to_a_reentrant_grain_alternate()
    {
        var grain = cluster.Local<IReentrantTurns>();
        var first = grain.Enter(_gate);
        var second = grain.Enter($"{_gate}/2");
        await Gate.Of(_gate).Arrived;
        await Gate.Of($"{_gate}/2").Arrived;
        Gate.Of(_gate).Open();
        Gate.Of($"{_gate}/2").Open();
        await Task.WhenAll(first, second);
        Assert.Equal(2, await grain.Most());
    }

    [Fact]
    public async Task An_interleaving_method_runs_beside_any_call()
    {
        var grain = cluster.Local<ITurns>();
        var first = grain.Enter(_gate);
        await Gate.Of(_gate).Arrived;
        var second = grain.EnterAnyway($"{_gate}/2");
        await Gate.Of($"{_gate}/2").Arrived;
        Gate.Of($"{_gate}/2").Open();
        await second;
        Gate.Of(_gate).Open();
        await first;
        Assert.Equal(2, await grain.Most());
    }

    [Fact]
    public async Task Read_only_methods_run_beside_each_other_and_not_beside_others()
    {
        var grain = cluster.Local<ITurns>();
        var reader = grain.EnterReading(_gate);
        await Gate.Of(_gate).Arrived;
        var writer = grain.Enter($"{_gate}/w");
        var other = grain.EnterReading($"{_gate}/2");
        await Gate.Of($"{_gate}/2").Arrived;
        Assert.False(Gate.Of($"{_gate}/w").Arrived.IsCompleted);
        foreach (var name in new[] { _gate, $"{_gate}/2", $"{_gate}/w" })
        {
            Gate.Of(name).Open();
        }

        await Task.WhenAll(reader, other, writer);
        Assert.Equal(2, await grain.Most());
    }

    [Fact]
    public async Task After_an_await_the_grain_is_back_in_its_own_turn() =>
        Assert.True(await cluster.Local<ITurns>().StaysInTurn());

    [Fact]
    public async Task Two_turns_never_run_at_once_even_where_calls_alternate()
    {
        var grain = cluster.Local<IReentrantTurns>();
        var collisions = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(grain.Race)));
        Assert.Equal(0, collisions.Sum());
    }
}

using Orleans.Contracts.Tests.Support;

namespace Orleans.Contracts.Tests.Activations;

/// <summary>Nobody may rely on the order of calls between silos.</summary>
public sealed class OrderTests(Cluster cluster) : IClassFixture<Cluster>
{
    private const int Calls = 2_000;

    [Fact]
    public async Task On_one_silo_calls_arrive_in_the_order_in_which_they_were_made()
    {
        var grain = cluster.Local<IRecorder>();
        await grain.Record(-1);
        Assert.Equal(0, await InversionsOf(grain));
    }

    [Fact]
    public async Task Between_silos_calls_overtake_each_other()
    {
        var grain = cluster.Remote<IRecorder>();
        await grain.Record(-1);
        var inversions = 0;
        for (var round = 0; round < 50 && inversions == 0; round++)
        {
            inversions = await InversionsOf(grain);
        }

        Assert.NotEqual(0, inversions);
    }

    private static async Task<int> InversionsOf(IRecorder grain)
    {
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(grain.Record));
        var seen = await grain.Take();
        Assert.Equal(Calls, seen.Count(number => number >= 0));
        return seen.Zip(seen.Skip(1)).Count(pair => pair.First > pair.Second);
    }
}

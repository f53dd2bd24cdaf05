using System.Diagnostics;
using Orleans.Contracts.Tests.Calls;
using Orleans.Contracts.Tests.Support;

namespace Orleans.Contracts.Tests.Cost;

/// <summary>What a call costs. The bounds are wide, because machines are shared; the figures are printed.</summary>
[Collection(nameof(CostTests))]
public sealed class CostTests(Cluster cluster, ITestOutputHelper output) : IClassFixture<Cluster>
{
    private const int Calls = 100_000;

    [Fact]
    public async Task A_local_call_allocates_at_most_a_kilobyte()
    {
        var grain = cluster.Local<IEcho>();
        await CallAsync(grain, Calls / 4);
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        await CallAsync(grain, Calls);
        var microseconds = watch.Elapsed.TotalMicroseconds / Calls;
        var perCall = (GC.GetTotalAllocatedBytes(precise: true) - bytes) / Calls;
        output.WriteLine($"{microseconds:F2} us and {perCall} bytes per local call");
        Assert.InRange(perCall, 1, 1_400);
        Assert.InRange(microseconds, 0, 200);
    }

    // A few at a time, as grains call each other: one alone would measure how fast threads wake up.
    private static Task CallAsync(IEcho grain, int calls) => Task.WhenAll(
        Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < calls / 8; i++)
            {
                await grain.Add(i, 1);
            }
        })));
}

[CollectionDefinition(nameof(CostTests), DisableParallelization = true)]
public sealed class CostRuns;

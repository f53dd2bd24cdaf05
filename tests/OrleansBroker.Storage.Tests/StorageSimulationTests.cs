using System.Collections.Concurrent;
using OrleansBroker.Storage.Tests.Simulation;

namespace OrleansBroker.Storage.Tests;

/// <summary>
/// Random operations and crashes on a simulated disk, against a plain model. <c>STORAGE_SEEDS=from-to</c>, or one seed
/// alone, runs others than the usual 2,000.
/// </summary>
public class StorageSimulationTests
{
    private const string Usual = "0-1999";
    private const int ShownFailures = 3;

    /// <summary>So many seeds meet everything there is to meet.</summary>
    private const int SeedsForCoverage = 2_000;

    [Fact]
    public async Task A_log_keeps_its_promises()
    {
        var range = (Environment.GetEnvironmentVariable("STORAGE_SEEDS") ?? Usual).Split('-');
        var (from, to) = (int.Parse(range[0]), int.Parse(range[^1]));
        var events = new Coverage<SimulatedEvent>();
        var faults = new Coverage<DiskFault>();
        var failures = new ConcurrentBag<(int Seed, string Text)>();

        await Parallel.ForEachAsync(Enumerable.Range(from, to - from + 1), async (seed, _) =>
        {
            var simulation = new StorageSimulation(seed);
            if (await FailureOfAsync(simulation) is { } failure)
            {
                failures.Add((seed, Describe(seed, simulation.Trace, failure)));
            }

            lock (events)
            {
                events.Add(simulation.Events);
                faults.Add(simulation.Faults);
            }
        });

        TestContext.Current.TestOutputHelper?.WriteLine($"{events}\n{faults}");
        Assert.True(failures.IsEmpty, Summary([.. failures.OrderBy(failure => failure.Seed)]));
        if (to - from + 1 >= SeedsForCoverage)
        {
            Assert.Empty(events.Missing);
            Assert.Empty(faults.Missing);
        }
    }

    private static async Task<Exception?> FailureOfAsync(StorageSimulation simulation)
    {
        try
        {
            await simulation.RunAsync();
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private static string Describe(int seed, string trace, Exception failure) => $"""
        Seed {seed} failed. To see it again: STORAGE_SEEDS={seed} dotnet test tests/OrleansBroker.Storage.Tests
        {trace}
        {failure}
        """;

    private static string Summary(List<(int Seed, string Text)> failures) =>
        $"{failures.Count} seeds failed: {string.Join(' ', failures.Select(failure => failure.Seed))}\n"
        + string.Join("\n\n", failures.Take(ShownFailures).Select(failure => failure.Text));
}

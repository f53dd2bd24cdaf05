using OrleansBroker.Storage.Tests.Simulation;

namespace OrleansBroker.Storage.Tests;

/// <summary>
/// Random operations and crashes on a simulated disk, against a plain model. <c>STORAGE_SEEDS=from-to</c> runs other
/// seeds.
/// </summary>
public class StorageSimulationTests
{
    private const int SeedsPerGroup = 50;

    public static TheoryData<int, int> Groups()
    {
        var range = Environment.GetEnvironmentVariable("STORAGE_SEEDS")?.Split('-') ?? ["0", "1999"];
        var groups = new TheoryData<int, int>();
        for (var from = int.Parse(range[0]); from <= int.Parse(range[^1]); from += SeedsPerGroup)
        {
            groups.Add(from, Math.Min(from + SeedsPerGroup - 1, int.Parse(range[^1])));
        }

        return groups;
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public async Task A_log_keeps_its_promises(int fromSeed, int toSeed)
    {
        for (var seed = fromSeed; seed <= toSeed; seed++)
        {
            var simulation = new StorageSimulation(seed);
            try
            {
                await simulation.RunAsync();
            }
            catch (Exception failure)
            {
                var message = $"Seed {seed} failed: run with STORAGE_SEEDS={seed}-{seed}.\n{simulation.Trace}";
                throw new InvalidOperationException(message, failure);
            }
        }
    }
}

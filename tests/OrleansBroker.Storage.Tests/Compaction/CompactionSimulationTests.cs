namespace OrleansBroker.Storage.Tests.Compaction;

/// <summary>
/// Random writes, cleanings and crashes on a simulated disk, against a plain model. <c>COMPACTION_SEEDS=from-to</c>
/// runs other seeds.
/// </summary>
public class CompactionSimulationTests
{
    [Fact]
    public async Task Compaction_keeps_the_last_record_of_each_key_whatever_happens()
    {
        var range = Environment.GetEnvironmentVariable("COMPACTION_SEEDS")?.Split('-') ?? ["0", "49"];
        for (var seed = int.Parse(range[0]); seed <= int.Parse(range[^1]); seed++)
        {
            var simulation = new CompactionSimulation(seed);
            try
            {
                await simulation.RunAsync();
            }
            catch (Exception failure)
            {
                var message = $"Seed {seed} failed: run with COMPACTION_SEEDS={seed}-{seed}.\n{simulation.Trace}";
                throw new InvalidOperationException(message, failure);
            }
        }
    }
}

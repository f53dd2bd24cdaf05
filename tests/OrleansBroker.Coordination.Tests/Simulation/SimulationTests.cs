using System.Globalization;

namespace OrleansBroker.Coordination.Tests.Simulation;

/// <summary>
/// Thousands of lives of a group. A failure names its seed, which repeats it exactly. <c>SIMULATION_SEEDS</c> asks for
/// more lives than the usual ones.
/// </summary>
public class SimulationTests
{
    private static readonly int Seeds = int.Parse(
        Environment.GetEnvironmentVariable("SIMULATION_SEEDS") ?? "600", CultureInfo.InvariantCulture);

    private static readonly SimulationEvent[] Migrations = [SimulationEvent.Upgraded, SimulationEvent.Downgraded];

    [Fact]
    public void Consumers_of_the_new_protocol() => Run(ClientKind.Consumer);

    [Fact]
    public void Eager_classic_consumers() => Run(ClientKind.Eager);

    [Fact]
    public void Cooperative_classic_consumers() => Run(ClientKind.Cooperative);

    [Fact]
    public void Eager_and_new_consumers_in_one_group() => Run(ClientKind.Eager, ClientKind.Consumer);

    [Fact]
    public void Cooperative_and_new_consumers_in_one_group() => Run(ClientKind.Cooperative, ClientKind.Consumer);

    private static void Run(params ClientKind[] kinds)
    {
        var coverage = new SimulationCoverage();
        for (var seed = 0; seed < Seeds; seed++)
        {
            try
            {
                new GroupSimulation(seed, coverage, kinds).Run();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed} of {string.Join(" and ", kinds)} fails.", exception);
            }
        }

        var migrates = kinds.Length > 1;
        coverage.Expect(Seeds, migrates
            ? Enum.GetValues<SimulationEvent>()
            : Enum.GetValues<SimulationEvent>().Except(Migrations));
    }
}

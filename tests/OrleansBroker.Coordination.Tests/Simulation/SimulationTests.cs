namespace OrleansBroker.Coordination.Tests.Simulation;

/// <summary>Thousands of lives of a group. A failure names its seed, which repeats it exactly.</summary>
public class SimulationTests
{
    private const int Seeds = 600;

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
        for (var seed = 0; seed < Seeds; seed++)
        {
            try
            {
                new GroupSimulation(seed, kinds).Run();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed} of {string.Join(" and ", kinds)} fails.", exception);
            }
        }
    }
}

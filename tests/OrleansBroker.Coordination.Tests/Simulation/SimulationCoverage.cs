namespace OrleansBroker.Coordination.Tests.Simulation;

/// <summary>How often each thing has happened in many lives of a group: what never happens is not tested.</summary>
internal sealed class SimulationCoverage
{
    private readonly Dictionary<SimulationEvent, int> _counts = [];

    public void Saw(SimulationEvent what) => _counts[what] = Count(what) + 1;

    public int Count(SimulationEvent what) => _counts.GetValueOrDefault(what);

    /// <summary>Fails unless each of these has happened in every tenth life at least.</summary>
    public void Expect(int lives, IEnumerable<SimulationEvent> events) => Assert.All(
        events, what => Assert.True(Count(what) >= lives / 10, $"{what} was seen {Count(what)} times only"));
}

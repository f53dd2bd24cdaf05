namespace OrleansBroker.Coordination.Tests.Simulation;

/// <summary>What the clients of one simulation share.</summary>
internal sealed record SimulatedWorld(
    Coordinator Coordinator, CommitLedger Ledger, SimulationCoverage Coverage, Random Random, string[] Topics);

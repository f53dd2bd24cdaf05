namespace Orleans.Configuration;

/// <summary>
/// How silos watch each other. In one process nothing is probed: the values are accepted and have no effect.
/// </summary>
public class ClusterMembershipOptions
{
    /// <summary>Between two probes of a silo. Default 5 s.</summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many probes in a row a silo may miss. Default 3.</summary>
    public int NumMissedProbesLimit { get; set; } = 3;

    /// <summary>How many silos must agree that one is dead. Default 2.</summary>
    public int NumVotesForDeathDeclaration { get; set; } = 2;

    /// <summary>Default 60 s.</summary>
    public TimeSpan TableRefreshTimeout { get; set; } = TimeSpan.FromSeconds(60);
}

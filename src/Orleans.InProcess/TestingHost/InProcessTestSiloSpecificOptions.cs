namespace Orleans.TestingHost;

/// <summary>What differs from silo to silo of a test cluster.</summary>
public sealed class InProcessTestSiloSpecificOptions
{
    public int SiloPort { get; set; }

    public int GatewayPort { get; set; }

    /// <summary>"Silo_0", "Silo_1", ...; a restarted silo keeps its name.</summary>
    public string SiloName { get; set; } = null!;
}

using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

namespace Orleans.TestingHost;

/// <summary>What a test cluster is made from; filled by its builder.</summary>
public sealed class InProcessTestClusterOptions
{
    public string ClusterId { get; set; } = null!;

    public string ServiceId { get; set; } = null!;

    public bool InitializeClientOnDeploy { get; set; } = true;

    public short InitialSilosCount { get; set; }

    /// <summary>Accepted for the sake of the packages; this engine writes no log files.</summary>
    public bool ConfigureFileLogging { get; set; } = true;

    public List<Action<InProcessTestSiloSpecificOptions,
        IHostApplicationBuilder>> SiloHostConfigurationDelegates { get; } = [];

    public List<Action<IHostApplicationBuilder>> ClientHostConfigurationDelegates { get; } = [];

    internal List<Action<IClientBuilder>> ClientConfigurationDelegates { get; } = [];
}

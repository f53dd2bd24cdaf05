using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>One run of one silo of a test cluster.</summary>
public abstract class SiloHandle : IDisposable, IAsyncDisposable
{
    public short InstanceNumber { get; set; }

    public string Name { get; set; } = null!;

    public SiloAddress SiloAddress { get; set; } = null!;

    public SiloAddress GatewayAddress { get; set; } = null!;

    public abstract bool IsActive { get; }

    /// <summary>Stops the silo; not gracefully is a crash, as far as that is possible within a process.</summary>
    public abstract Task StopSiloAsync(bool stopGracefully);

    public abstract Task StopSiloAsync(CancellationToken ct);

    public abstract void Dispose();

    public abstract ValueTask DisposeAsync();

    public override string ToString() => SiloAddress.ToString();
}

using System.Net;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.InProcess.Cluster;

/// <inheritdoc/>
internal sealed class LocalSiloDetails : ILocalSiloDetails
{
    // Seconds since this day, as far as they have grown: two runs on one endpoint must differ even within a second.
    private static readonly DateTimeOffset Epoch = new(2022, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static int _lastGeneration;

    public LocalSiloDetails(
        IOptions<SiloOptions> silo, IOptions<ClusterOptions> cluster, IOptions<EndpointOptions> endpoints,
            TimeProvider time)
    {
        var address = endpoints.Value.AdvertisedIPAddress ?? IPAddress.Loopback;
        var generation = NextGeneration((int)(time.GetUtcNow() - Epoch).TotalSeconds);
        SiloAddress = SiloAddress.New(address, endpoints.Value.SiloPort, generation);
        GatewayAddress = SiloAddress.New(address, endpoints.Value.GatewayPort, 0);
        Name = silo.Value.SiloName ?? $"Silo_{SiloAddress.GetConsistentHashCode():X8}";
        ClusterId = cluster.Value.ClusterId;
    }

    public string Name { get; }

    public string ClusterId { get; }

    public string DnsHostName { get; } = Dns.GetHostName();

    public SiloAddress SiloAddress { get; }

    public SiloAddress GatewayAddress { get; }

    private static int NextGeneration(int now)
    {
        int last, next;
        do
        {
            last = _lastGeneration;
            next = Math.Max(now, last + 1);
        }
        while (Interlocked.CompareExchange(ref _lastGeneration, next, last) != last);
        return next;
    }
}

using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.InProcess.Cluster;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Clustering of a silo.</summary>
public static class CoreHostingExtensions
{
    /// <summary>Makes the silo a cluster of its own.</summary>
    /// <exception cref="OrleansConfigurationException">A primary silo elsewhere: that needs the network, and so the
    /// packages.</exception>
    public static ISiloBuilder UseLocalhostClustering(
        this ISiloBuilder builder,
        int siloPort = EndpointOptions.DEFAULT_SILO_PORT,
        int gatewayPort = EndpointOptions.DEFAULT_GATEWAY_PORT,
        IPEndPoint? primarySiloEndpoint = null,
        string serviceId = "dev",
        string clusterId = "dev")
    {
        if (primarySiloEndpoint is not null && primarySiloEndpoint.Port != siloPort)
        {
            throw new OrleansConfigurationException(
                $"The silo cannot join the one at {primarySiloEndpoint}: this build contains src/Orleans.InProcess,"
                + " whose silos live in one process. A cluster of processes needs the Microsoft.Orleans packages.");
        }

        builder.Services.AddSingleton(new InProcessCluster());
        return builder
            .Configure<EndpointOptions>(options =>
            {
                options.AdvertisedIPAddress = IPAddress.Loopback;
                options.SiloPort = siloPort;
                options.GatewayPort = gatewayPort;
            })
            .Configure<ClusterOptions>(options =>
            {
                options.ServiceId = serviceId;
                options.ClusterId = clusterId;
            });
    }
}

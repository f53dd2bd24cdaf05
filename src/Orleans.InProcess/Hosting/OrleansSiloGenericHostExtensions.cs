using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.InProcess.Hosting;
using Orleans.Runtime;

namespace Microsoft.Extensions.Hosting;

/// <summary>Puts a silo into a host. May be called several times; each adds to the same silo.</summary>
public static class OrleansSiloGenericHostExtensions
{
    public static IHostApplicationBuilder UseOrleans(
        this IHostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        hostAppBuilder.Services.AddOrleans(hostAppBuilder.Configuration, configureDelegate);
        return hostAppBuilder;
    }

    public static HostApplicationBuilder UseOrleans(
        this HostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ((IHostApplicationBuilder)hostAppBuilder).UseOrleans(configureDelegate);
        return hostAppBuilder;
    }

    public static IHostBuilder UseOrleans(this IHostBuilder hostBuilder, Action<ISiloBuilder> configureDelegate) =>
        hostBuilder.UseOrleans((_, siloBuilder) => configureDelegate(siloBuilder));

    public static IHostBuilder UseOrleans(
        this IHostBuilder hostBuilder, Action<HostBuilderContext, ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        return hostBuilder.ConfigureServices((context, services) =>
            services.AddOrleans(context.Configuration, siloBuilder => configureDelegate(context, siloBuilder)));
    }

    public static IServiceCollection AddOrleans(this IServiceCollection services,
        Action<ISiloBuilder> configureDelegate) =>
        services.AddOrleans(new ConfigurationBuilder().Build(), configureDelegate);

    /// <exception cref="OrleansConfigurationException">Always: a client outside the silo's process needs the
    /// network.</exception>
    public static IHostApplicationBuilder UseOrleansClient(
        this IHostApplicationBuilder hostAppBuilder, Action<IClientBuilder> configureDelegate) =>
        throw new OrleansConfigurationException(
            "A client outside the silo's process needs a package feed that carries Microsoft.Orleans: this build"
            + " contains src/Orleans.InProcess. Inside the process, use the silo's own IClusterClient.");

    private static IServiceCollection AddOrleans(
        this IServiceCollection services, IConfiguration configuration, Action<ISiloBuilder> configureDelegate)
    {
        configureDelegate(new SiloBuilder(services, configuration));
        return services;
    }
}

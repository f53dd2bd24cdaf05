using Microsoft.Extensions.DependencyInjection;
using Orleans.GrainDirectory;
using Orleans.Hosting;

namespace Orleans.Runtime.Hosting;

/// <summary>Registration of grain directories.</summary>
public static class DirectorySiloBuilderExtensions
{
    public static ISiloBuilder AddGrainDirectory<T>(
        this ISiloBuilder builder, string name, Func<IServiceProvider, string, T> implementationFactory)
        where T : class, IGrainDirectory
    {
        builder.Services.AddGrainDirectory(name, implementationFactory);
        return builder;
    }

    public static IServiceCollection AddGrainDirectory<T>(
        this IServiceCollection collection, string name, Func<IServiceProvider, string, T> implementationFactory)
        where T : class, IGrainDirectory
    {
        collection.AddKeyedSingleton<IGrainDirectory>(name, (provider, _) => implementationFactory(provider, name));
        if (typeof(ILifecycleParticipant<ISiloLifecycle>).IsAssignableFrom(typeof(T)))
        {
            collection.AddSingleton(provider =>
                (ILifecycleParticipant<ISiloLifecycle>)provider.GetRequiredKeyedService<IGrainDirectory>(name));
        }

        return collection;
    }
}

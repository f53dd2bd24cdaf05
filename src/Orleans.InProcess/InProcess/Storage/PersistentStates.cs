using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.InProcess.Storage;

/// <summary>Makes the states that grain constructors ask for.</summary>
internal static class PersistentStates
{
    public static object Create(Type parameterType, PersistentStateAttribute attribute, IServiceProvider services)
    {
        var storage = attribute.StorageName is { Length: > 0 } name
            ? services.GetKeyedService<IGrainStorage>(name)
            : services.GetService<IGrainStorage>();
        var type = typeof(PersistentState<>).MakeGenericType(parameterType.GetGenericArguments());
        return storage is null
            ? throw new OrleansConfigurationException(
                $"The grain state {attribute.StateName} needs a storage named {attribute.StorageName ?? "Default"},"
                + " and none is registered.")
            : Activator.CreateInstance(type, attribute.StateName, services.GetRequiredService<IGrainContext>(),
                storage)!;
    }
}

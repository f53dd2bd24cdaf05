using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.GrainDirectory;
using Orleans.InProcess.Storage;
using Orleans.Placement;
using Orleans.Runtime;

namespace Orleans.InProcess.Activations;

/// <summary>
/// A grain class: its name, what its attributes say, and how its objects are made. Immutable and thread-safe.
/// </summary>
internal sealed class GrainClass(Type type)
{
    private readonly ConstructorInfo _constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)
        ?? throw new ArgumentException($"The grain class {type} has no public constructor.");

    public Type Type => type;

    public GrainType GrainType { get; } = type.GetCustomAttribute<GrainTypeAttribute>() is { } named
        ? GrainType.Create(named.GrainType)
        : GrainType.Create(DefaultName(type));

    public Type[] Interfaces { get; } = [.. type.GetInterfaces().Where(IsGrainInterface).OrderBy(i => i.FullName)];

    public bool IsReentrant { get; } = type.IsDefined(typeof(ReentrantAttribute), inherit: true);

    public bool IsKeptAlive { get; } = type.IsDefined(typeof(KeepAliveAttribute), inherit: true);

    public PlacementStrategy Placement { get; } =
        type.GetCustomAttribute<PlacementAttribute>()?.PlacementStrategy ?? new RandomPlacement();

    /// <summary>The named directory; null for the default one.</summary>
    public string? DirectoryName { get; } =
        type.GetCustomAttribute<GrainDirectoryAttribute>()?.GrainDirectoryName is { } name
            && name != GrainDirectoryAttribute.DEFAULT_GRAIN_DIRECTORY ? name : null;

    public static bool IsGrainInterface(Type type) => type.IsInterface && typeof(IGrain).IsAssignableFrom(type)
        && type.Assembly != typeof(IGrain).Assembly;

    /// <summary>Makes the grain's object from the services of its activation. Runs in its turn.</summary>
    public object Create(IServiceProvider services) =>
        _constructor.Invoke(BindingFlags.DoNotWrapExceptions, null,
            [.. _constructor.GetParameters().Select(p => Argument(p, services))], null);

    private static object? Argument(ParameterInfo parameter, IServiceProvider services)
    {
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is { } state)
        {
            return PersistentStates.Create(parameter.ParameterType, state, services);
        }

        var service = parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed
            ? services.GetKeyedServices(parameter.ParameterType, keyed.Key).LastOrDefault()
            : services.GetService(parameter.ParameterType);
        return service ?? (parameter.HasDefaultValue
            ? parameter.DefaultValue
            : throw new InvalidOperationException(
                $"Unable to resolve service for type '{parameter.ParameterType}'"
                + $" while attempting to activate '{parameter.Member.DeclaringType}'."));
    }

    private static string DefaultName(Type type)
    {
        var name = type.Name.ToLowerInvariant();
        return name.EndsWith("grain", StringComparison.Ordinal) && name.Length > "grain".Length
            ? name[..^"grain".Length] : name;
    }
}

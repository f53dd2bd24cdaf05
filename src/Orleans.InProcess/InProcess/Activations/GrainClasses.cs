using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Runtime;

namespace Orleans.InProcess.Activations;

/// <summary>
/// The grain classes of the process: those in assemblies that use this engine, found when first asked for. Thread-safe.
/// </summary>
internal static class GrainClasses
{
    private static readonly ConcurrentDictionary<Type, GrainClass[]> ByInterface = new();
    private static readonly Lazy<Dictionary<GrainType, GrainClass>> ByType = new(Find);

    /// <exception cref="ArgumentException">No class of that name.</exception>
    public static GrainClass Of(GrainType type) => ByType.Value.TryGetValue(type, out var found)
        ? found
        : throw new ArgumentException($"Could not find an implementation of the grain type {type}.");

    /// <exception cref="ArgumentException">No class, or more than one.</exception>
    public static GrainClass Implementing(Type grainInterface, string? classNamePrefix)
    {
        var all = ByInterface.GetOrAdd(grainInterface,
            static i => [.. ByType.Value.Values.Where(c => c.Interfaces.Contains(i))]);
        var found = classNamePrefix is null
            ? all
            : [.. all.Where(c => c.Type.FullName!.StartsWith(classNamePrefix, StringComparison.Ordinal))];
        return found switch
        {
            [var one] => one,
            [] => throw new ArgumentException($"Could not find an implementation for interface {grainInterface}"),
            _ => throw new InvalidOperationException(
                $"Several classes implement {grainInterface}, {found[0].Type} and {found[1].Type}: choose by prefix."),
        };
    }

    private static Dictionary<GrainType, GrainClass> Find()
    {
        var classes = new Dictionary<GrainType, GrainClass>();
        foreach (var type in Assemblies().SelectMany(assembly => assembly.GetTypes()).Where(IsGrainClass))
        {
            var grainClass = new GrainClass(type);
            if (!classes.TryAdd(grainClass.GrainType, grainClass))
            {
                throw new OrleansConfigurationException(
                    $"{type} and {classes[
                        grainClass.GrainType].Type} have the same grain type {grainClass.GrainType}.");
            }
        }

        return classes;
    }

    private static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }
        && typeof(IGrainBase).IsAssignableFrom(type);

    // What is loaded, and what that refers to: an assembly is loaded only when its first type is used.
    private static IEnumerable<Assembly> Assemblies()
    {
        var engine = typeof(GrainClasses).Assembly.GetName().Name;
        var seen = new Dictionary<string, Assembly>();
        var open = new Stack<Assembly>(AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic));
        while (open.TryPop(out var assembly))
        {
            var references = assembly.GetReferencedAssemblies();
            if (!seen.TryAdd(assembly.FullName!, assembly) || references.All(name => IsSystem(name.Name!)))
            {
                continue;
            }

            foreach (var name in references.Where(name => !IsSystem(name.Name!) && !seen.ContainsKey(name.FullName)))
            {
                TryLoad(name, open);
            }
        }

        return seen.Values.Where(assembly => assembly.GetReferencedAssemblies().Any(name => name.Name == engine));
    }

    private static bool IsSystem(string name) =>
        name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal);

    // A reference that is not deployed has no grains.
    private static void TryLoad(AssemblyName name, Stack<Assembly> open)
    {
        try
        {
            open.Push(Assembly.Load(name));
        }
        catch (IOException)
        {
        }
    }
}

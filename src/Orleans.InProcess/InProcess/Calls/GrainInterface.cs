using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Runtime;

namespace Orleans.InProcess.Calls;

/// <summary>A grain interface: its methods, bases' included, and the class of its references. Thread-safe.</summary>
internal sealed class GrainInterface
{
    private static readonly ConcurrentDictionary<Type, GrainInterface> Known = new();

    private readonly Func<CallRouter, GrainId, GrainReference> _createReference;

    private GrainInterface(Type type) =>
        _createReference = ReferenceEmitter.Emit(type, [.. MethodsOf(type).Select(MakeMethod)]);

    /// <exception cref="ArgumentException">Not a grain interface, or one with a method that cannot be called from
    /// afar.</exception>
    public static GrainInterface Of(Type type) => Known.GetOrAdd(type, static type => new GrainInterface(type));

    public GrainReference CreateReference(CallRouter router, GrainId grainId) => _createReference(router, grainId);

    private static IEnumerable<MethodInfo> MethodsOf(Type type) =>
        type.IsInterface && typeof(IAddressable).IsAssignableFrom(type)
        ? type.GetInterfaces().Append(type).SelectMany(i => i.GetMethods()).Where(method => !method.IsStatic)
        : throw new ArgumentException($"{type} is not a grain interface.");

    private static GrainMethod MakeMethod(MethodInfo method)
    {
        var parameters = method.GetParameters();
        if (parameters.Length > 7 || method.IsGenericMethod || parameters.Any(p => p.ParameterType.IsByRef))
        {
            throw new ArgumentException(
                $"{method.DeclaringType}.{method.Name}: a grain method has at most 7 parameters, none by reference,"
                + " and no type parameters.");
        }

        var result = method.ReturnType;
        var resultType = result.IsGenericType ? result.GetGenericArguments()[0] : typeof(ValueTuple);
        if (result != typeof(Task) && result != typeof(ValueTask)
            && !(result.IsGenericType && result.GetGenericTypeDefinition() is var d
                && (d == typeof(Task<>) || d == typeof(ValueTask<>))))
        {
            throw new ArgumentException(
                $"{method.DeclaringType}.{method.Name}: a grain method returns a Task or ValueTask.");
        }

        return (GrainMethod)Activator.CreateInstance(
            typeof(GrainMethod<,>).MakeGenericType(resultType, TupleOf(method)), method)!;
    }

    /// <summary>The tuple that holds a method's arguments.</summary>
    public static Type TupleOf(MethodInfo method)
    {
        Type[] types = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        return types.Length == 0
            ? typeof(ValueTuple)
            : Type.GetType($"System.ValueTuple`{types.Length}")!.MakeGenericType(types);
    }
}

using System.Reflection;
using Orleans.Runtime;

namespace Orleans.InProcess.Calls;

/// <summary>What emitted references call: one method per kind of task.</summary>
internal static class ReferenceCalls
{
    private static readonly Arguments None = new Arguments<ValueTuple>(default);

    public static MethodInfo For(Type returnType)
    {
        var name = (returnType.IsGenericType ? returnType.GetGenericTypeDefinition() : returnType) switch
        {
            var t when t == typeof(Task) => nameof(CallTask),
            var t when t == typeof(ValueTask) => nameof(CallValueTask),
            var t when t == typeof(Task<>) => nameof(CallTaskOf),
            _ => nameof(CallValueTaskOf),
        };
        var method = typeof(ReferenceCalls).GetMethod(name)!;
        return method.IsGenericMethod ? method.MakeGenericMethod(returnType.GetGenericArguments()) : method;
    }

    public static Arguments NoArguments() => None;

    public static Task CallTask(GrainReference target, GrainMethod method, Arguments arguments) =>
        CallTaskOf<ValueTuple>(target, method, arguments);

    public static ValueTask CallValueTask(GrainReference target, GrainMethod method, Arguments arguments) =>
        new(CallTaskOf<ValueTuple>(target, method, arguments));

    public static ValueTask<T> CallValueTaskOf<T>(GrainReference target, GrainMethod method, Arguments arguments) =>
        new(CallTaskOf<T>(target, method, arguments));

    public static Task<T> CallTaskOf<T>(GrainReference target, GrainMethod method, Arguments arguments)
    {
        var call = new OutgoingCall<T>(
            target.Router, target.GrainId, (GrainMethod<T>)method, method.Copy(arguments));
        target.Router.Begin(call);
        if (method.IsOneWay)
        {
            call.Succeed(default!);
        }

        return call.Task;
    }
}

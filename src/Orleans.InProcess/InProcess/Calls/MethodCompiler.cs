using System.Linq.Expressions;
using System.Reflection;
using Orleans.InProcess.Serialization;

namespace Orleans.InProcess.Calls;

/// <summary>
/// Compiles, per method of a grain interface, the code that unpacks its arguments and the code that copies them.
/// </summary>
internal static class MethodCompiler
{
    /// <summary>(grain, arguments) => the method's result, whatever kind of task it returns.</summary>
    public static Func<object, TTuple, ValueTask<TResult>> Invoker<TResult, TTuple>(MethodInfo method)
    {
        var grain = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(TTuple));
        var call = Expression.Call(
            Expression.Convert(grain, method.DeclaringType!),
            method,
            method.GetParameters().Select((_, i) => Expression.Field(arguments, $"Item{i + 1}")));
        return Expression.Lambda<Func<object, TTuple, ValueTask<TResult>>>(
            Expression.Call(typeof(Results), nameof(Results.Of), ResultTypes(method), call), grain,
                arguments).Compile();
    }

    /// <summary>Null where every argument passes without a copy.</summary>
    public static Func<TTuple, CopyContext, TTuple>? Copier<TTuple>(MethodInfo method)
    {
        var parameters = method.GetParameters();
        if (parameters.All(IsShallow))
        {
            return null;
        }

        var arguments = Expression.Parameter(typeof(TTuple));
        var context = Expression.Parameter(typeof(CopyContext));
        var copies =
            parameters.Select((parameter, i) => Copy(parameter, Expression.Field(arguments, $"Item{i + 1}"), context));
        var tuple = Expression.New(typeof(TTuple).GetConstructor(typeof(TTuple).GenericTypeArguments)!, copies);
        return Expression.Lambda<Func<TTuple, CopyContext, TTuple>>(tuple, arguments, context).Compile();
    }

    private static Expression Copy(ParameterInfo parameter, Expression value, Expression context) =>
        IsShallow(parameter)
        ? value
        : Expression.Call(
            typeof(AnyCodec<>).MakeGenericType(parameter.ParameterType), nameof(AnyCodec<>.Copy), null, value, context);

    private static bool IsShallow(ParameterInfo parameter) =>
        parameter.IsDefined(typeof(ImmutableAttribute), inherit: false) || Shallow.Is(parameter.ParameterType);

    private static Type[]? ResultTypes(MethodInfo method) =>
        method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments() : null;

    /// <summary>Task and ValueTask, with and without a result, as one type.</summary>
    private static class Results
    {
        public static ValueTask<T> Of<T>(Task<T> task) => new(task);

        public static ValueTask<T> Of<T>(ValueTask<T> task) => task;

        public static ValueTask<ValueTuple> Of(Task task) => Of(new ValueTask(task));

        public static ValueTask<ValueTuple> Of(ValueTask task) =>
            task.IsCompletedSuccessfully ? default : AwaitAsync(task);

        private static async ValueTask<ValueTuple> AwaitAsync(ValueTask task)
        {
            await task;
            return default;
        }
    }
}

using System.Reflection;
using Orleans.InProcess.Serialization;

namespace Orleans.InProcess.Calls;

/// <summary>A method with result and argument types.</summary>
internal sealed class GrainMethod<TResult, TTuple> : GrainMethod<TResult>
    where TTuple : struct
{
    private static readonly Codec<TTuple> Codec = (Codec<TTuple>)Codecs.Of(typeof(TTuple));

    private readonly Func<object, TTuple, ValueTask<TResult>> _invoke;
    private readonly Func<TTuple, CopyContext, TTuple>? _copy;

    public GrainMethod(MethodInfo method)
        : base(method)
    {
        _invoke = MethodCompiler.Invoker<TResult, TTuple>(method);
        _copy = MethodCompiler.Copier<TTuple>(method);
        HasCancellation = typeof(TTuple).GenericTypeArguments.Contains(typeof(CancellationToken));
    }

    public override bool HasCancellation { get; }

    public override Arguments Copy(Arguments arguments) => _copy is null
        ? arguments
        : new Arguments<TTuple>(_copy(((Arguments<TTuple>)arguments).Values, new CopyContext()));

    public override void Write(MessageWriter writer, Arguments arguments) =>
        Codec.Write(writer, ((Arguments<TTuple>)arguments).Values);

    public override Arguments Read(MessageReader reader) => new Arguments<TTuple>(Codec.Read(reader));

    protected override ValueTask<TResult> Invoke(object grain, Arguments arguments) =>
        _invoke(grain, ((Arguments<TTuple>)arguments).Values);
}

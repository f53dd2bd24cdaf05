using System.Runtime.CompilerServices;

namespace Orleans.InProcess.Calls;

/// <summary>The arguments of a call as one tuple. Immutable.</summary>
internal sealed class Arguments<TTuple>(TTuple values) : Arguments
    where TTuple : struct
{
    public TTuple Values => values;

    public override CancellationToken Cancellation => IndexOfToken() is var index && index >= 0
        ? (CancellationToken)((ITuple)values)[index]!
        : default;

    public override Arguments WithCancellation(CancellationToken token)
    {
        object boxed = values;
        typeof(TTuple).GetField($"Item{IndexOfToken() + 1}")!.SetValue(boxed, token);
        return new Arguments<TTuple>((TTuple)boxed);
    }

    private static int IndexOfToken() => Array.IndexOf(typeof(TTuple).GenericTypeArguments, typeof(CancellationToken));
}

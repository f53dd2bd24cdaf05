using System.Reflection;
using Orleans.InProcess.Activations;
using Orleans.InProcess.Serialization;
using Orleans.Runtime;

namespace Orleans.InProcess.Calls;

/// <summary>A method with its result type, bound to compiled code that calls it on a grain.</summary>
internal abstract class GrainMethod<TResult>(MethodInfo method) : GrainMethod(method)
{
    private readonly bool _isResultShallow = AnyCodec<TResult>.IsShallow
        || method.ReturnParameter.IsDefined(typeof(ImmutableAttribute), inherit: false);

    /// <summary>Calls the method on the activation's grain and answers. Runs in a turn; never throws.</summary>
    public ValueTask RunAsync(Activation activation, Arguments arguments, IAnswer<TResult> answer)
    {
        ValueTask<TResult> running;
        try
        {
            running = Invoke(activation.GrainInstance!, arguments);
        }
        catch (Exception exception)
        {
            Fail(activation, answer, exception);
            return ValueTask.CompletedTask;
        }

        if (running.IsCompletedSuccessfully)
        {
            Succeed(activation, answer, running.Result);
            return ValueTask.CompletedTask;
        }

        return AwaitAsync(activation, answer, running);
    }

    public sealed override Call Receive(CallRouter here, OutgoingCall caller, GrainId target, Arguments arguments) =>
        new IncomingCall<TResult>(
            here,
            (OutgoingCall<TResult>)caller,
            target,
            this,
            caller.CalleeCancellation is { } cancellation ? arguments.WithCancellation(cancellation.Token) : arguments);

    protected abstract ValueTask<TResult> Invoke(object grain, Arguments arguments);

    private async ValueTask AwaitAsync(Activation activation, IAnswer<TResult> answer, ValueTask<TResult> running)
    {
        TResult result;
        try
        {
            result = await running;
        }
        catch (Exception exception)
        {
            Fail(activation, answer, exception);
            return;
        }

        Succeed(activation, answer, result);
    }

    // The copy is made in the grain's turn, before it can go on changing what it returned.
    private void Succeed(Activation activation, IAnswer<TResult> answer, TResult result)
    {
        try
        {
            answer.Succeed(_isResultShallow ? result : AnyCodec<TResult>.Copy(result, new CopyContext()));
        }
        catch (Exception exception)
        {
            Fail(activation, answer, exception);
        }
    }

    private static void Fail(Activation activation, IAnswer<TResult> answer, Exception exception)
    {
        activation.OnFailed(exception);
        answer.Fail(exception);
    }
}

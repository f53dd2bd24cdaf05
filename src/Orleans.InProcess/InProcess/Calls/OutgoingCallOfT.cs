using Orleans.InProcess.Activations;
using Orleans.Runtime;

namespace Orleans.InProcess.Calls;

/// <summary>
/// A call with its result. When the grain is on the caller's silo, the activation runs this very object.
/// </summary>
internal sealed class OutgoingCall<TResult>(
    CallRouter router, GrainId target, GrainMethod<TResult> method, Arguments arguments)
    : OutgoingCall(router, target, method, arguments), IAnswer<TResult>
{
    private readonly TaskCompletionSource<TResult> _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResult> Task => _completion.Task;

    public override bool IsCompleted => _completion.Task.IsCompleted;

    public void Succeed(TResult result)
    {
        if (_completion.TrySetResult(result))
        {
            Leave();
        }
    }

    public override void Fail(Exception exception)
    {
        if (_completion.TrySetException(exception))
        {
            Leave();
        }
    }

    public override ValueTask RunAsync(Activation activation) => method.RunAsync(activation, Arguments, this);

    protected override void Cancel(CancellationToken token)
    {
        if (_completion.TrySetCanceled(token))
        {
            Leave();
        }

        CalleeCancellation!.CancelAsync();
    }
}

using Orleans.InProcess.Activations;
using Orleans.InProcess.Cluster;
using Orleans.Runtime;

namespace Orleans.InProcess.Calls;

/// <summary>
/// A call from another silo, with the arguments as they were read here. Its answer goes back the same way.
/// </summary>
internal sealed class IncomingCall<TResult>(
    CallRouter here, OutgoingCall<TResult> caller, GrainId target, GrainMethod<TResult> method, Arguments arguments)
    : Call(target, method, arguments), IAnswer<TResult>
{
    public override OutgoingCall Caller => caller;

    public void Succeed(TResult result)
    {
        if (!Method.IsOneWay)
        {
            here.LinkTo(caller.Router).Post(new ResultMessage<TResult>(caller, result));
        }
    }

    public override void Fail(Exception exception)
    {
        if (!Method.IsOneWay)
        {
            here.LinkTo(caller.Router).Post(new FailureMessage(caller, exception));
        }
    }

    public override ValueTask RunAsync(Activation activation) => method.RunAsync(activation, Arguments, this);
}

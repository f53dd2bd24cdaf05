using Orleans.InProcess.Activations;
using Orleans.Runtime;

namespace Orleans.InProcess.Calls;

/// <summary>A call of a grain method, on its way or running.</summary>
internal abstract class Call(GrainId target, GrainMethod method, Arguments arguments) : Request
{
    public GrainId Target => target;

    public GrainMethod Method => method;

    public Arguments Arguments { get; protected set; } = arguments;

    /// <summary>The caller's own object, to which the answer goes.</summary>
    public abstract OutgoingCall Caller { get; }

    /// <summary>How often it was sent on because its grain was no longer where it went.</summary>
    public int Forwards { get; set; }

    public override bool AlwaysInterleaves => method.AlwaysInterleaves;

    public override bool IsReadOnly => method.IsReadOnly;

    public override bool IsAbandoned => Caller.IsCompleted && !method.IsOneWay;

    public override void Reroute(Activation activation) => activation.Silo.Reroute(this, activation);

    /// <summary>Answers with a failure.</summary>
    public abstract void Fail(Exception exception);

    public override void Reject(Exception reason) => Fail(reason);
}

using Orleans.InProcess.Activations;

namespace Orleans.InProcess.Calls;

/// <summary>Something that waits for its turn on an activation: a call, or a tick of a timer.</summary>
internal abstract class Request
{
    /// <summary>May run between the turns of any other request.</summary>
    public abstract bool AlwaysInterleaves { get; }

    /// <summary>May run between the turns of other read-only requests.</summary>
    public virtual bool IsReadOnly => false;

    /// <summary>Counts as use of the activation.</summary>
    public virtual bool KeepsAlive => true;

    /// <summary>Nobody waits for it any more, so it is dropped instead of started.</summary>
    public virtual bool IsAbandoned => false;

    /// <summary>Runs in the activation's turns. Never throws: failures go to whoever asked.</summary>
    public abstract ValueTask RunAsync(Activation activation);

    /// <summary>The activation has ended before it was the request's turn.</summary>
    public abstract void Reroute(Activation activation);

    /// <summary>The activation could not be made.</summary>
    public abstract void Reject(Exception reason);
}

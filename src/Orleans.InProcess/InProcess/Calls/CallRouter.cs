using Orleans.InProcess.Cluster;
using Orleans.Runtime;

namespace Orleans.InProcess.Calls;

/// <summary>Where calls are made from: a silo, or a client outside. Thread-safe.</summary>
internal abstract class CallRouter : IDisposable
{
    private readonly LinkTable _links = new();

    protected CallRouter(TimeSpan responseTimeout, TimeProvider time)
    {
        References = new ReferenceFactory(this);
        Pending = new PendingCalls(responseTimeout, time);
    }

    public ReferenceFactory References { get; }

    public PendingCalls Pending { get; }

    /// <summary>Sends the caller's call on its way. Arguments are already copied.</summary>
    public void Begin(OutgoingCall call)
    {
        if (call.Method.HasCancellation)
        {
            call.Arguments.Cancellation.ThrowIfCancellationRequested();
            call.LinkCancellation();
        }

        if (!call.Method.IsOneWay && !Pending.TryAdd(call))
        {
            call.Fail(new SiloUnavailableException("The silo or client that makes the call has stopped."));
            return;
        }

        Send(call);
    }

    public Link LinkTo(CallRouter other) => _links.To(other);

    /// <summary>A call has come in over a link.</summary>
    public abstract void Receive(Call call);

    public void Dispose() => Pending.Stop();

    /// <summary>A silo is dead: nothing that was sent there comes back.</summary>
    public virtual void OnDead(SiloRuntime silo)
    {
        _links.Close(silo);
        Pending.FailCallsTo(silo.Address);
    }

    protected void CloseLinks() => _links.CloseAll();

    protected abstract void Send(OutgoingCall call);
}

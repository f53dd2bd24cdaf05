using Orleans.InProcess.Calls;
using Orleans.Runtime;

namespace Orleans.InProcess.Cluster;

/// <summary>A client outside the silos: each call enters the cluster through one of them. Thread-safe.</summary>
internal sealed class ClientRuntime(InProcessCluster cluster, TimeSpan responseTimeout, TimeProvider time)
    : CallRouter(responseTimeout, time)
{
    private int _next;

    public override void Receive(Call call) =>
        throw new InvalidOperationException($"A client has no grains, so {call.Target} cannot be called on it.");

    protected override void Send(OutgoingCall call)
    {
        var silos = cluster.ActiveSilos();
        var gateway = silos.Length == 0 ? null
            : cluster.Find(silos[(uint)Interlocked.Increment(ref _next) % (uint)silos.Length]);
        if (gateway is null)
        {
            call.Fail(new SiloUnavailableException("No silo of the cluster is active."));
            return;
        }

        LinkTo(gateway).Post(new CallMessage(call));
    }
}

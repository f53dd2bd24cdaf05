using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans.InProcess.Calls;
using Orleans.Runtime;

namespace Orleans.InProcess.Cluster;

/// <summary>
/// The silos of one cluster, all in this process: who they are, in which state, and the default directory of
/// activations. Thread-safe. Listeners are called outside the lock, in no particular order.
/// </summary>
internal sealed class InProcessCluster
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<SiloAddress, SiloRuntime> _silos = new();
    private readonly ConcurrentDictionary<ClientRuntime, bool> _clients = new();
    private ClusterMembershipSnapshot _snapshot = new(ImmutableDictionary<SiloAddress, ClusterMember>.Empty, new(0));

    public event Action<ClusterMembershipSnapshot>? Changed;

    public ClusterDirectory Directory { get; } = new();

    public ClusterMembershipSnapshot Snapshot => Volatile.Read(ref _snapshot);

    /// <summary>The silos that take new activations, in the order of their addresses.</summary>
    public SiloAddress[] ActiveSilos() =>
        [.. Snapshot.Members.Values.Where(m => m.Status == SiloStatus.Active).Select(m => m.SiloAddress).Order()];

    public SiloRuntime? Find(SiloAddress address) => _silos.GetValueOrDefault(address);

    public void Attach(SiloRuntime silo) => _silos[silo.Address] = silo;

    public void Attach(ClientRuntime client) => _clients[client] = true;

    public void Detach(ClientRuntime client) => _clients.TryRemove(client, out _);

    /// <summary>Enters a silo's new status. A dead one stays dead, and everything that waits for it is told.</summary>
    public bool SetStatus(SiloAddress address, string name, SiloStatus status)
    {
        ClusterMembershipSnapshot next;
        lock (_lock)
        {
            if (_snapshot.GetSiloStatus(address) == SiloStatus.Dead)
            {
                return false;
            }

            next = new(
                _snapshot.Members.SetItem(address, new ClusterMember(address, status, name)),
                new(_snapshot.Version.Value + 1));
            Volatile.Write(ref _snapshot, next);
        }

        if (status == SiloStatus.Dead)
        {
            Bury(address);
        }

        Changed?.Invoke(next);
        return true;
    }

    private void Bury(SiloAddress address)
    {
        Directory.RemoveSilo(address);
        if (_silos.TryRemove(address, out var dead))
        {
            dead.Disconnect();
            foreach (var router in _silos.Values.Concat<CallRouter>(_clients.Keys))
            {
                router.OnDead(dead);
            }
        }
    }
}

using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Orleans.Runtime;

namespace Orleans.InProcess.Cluster;

/// <summary>The cluster's membership as a silo's service. Thread-safe.</summary>
internal sealed class ClusterMembershipService(InProcessCluster cluster) : IClusterMembershipService
{
    public ClusterMembershipSnapshot CurrentSnapshot => cluster.Snapshot;

    public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => UpdatesAsync(CancellationToken.None);

    // In one process there is nothing newer to fetch.
    public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken =
        default) =>
        ValueTask.CompletedTask;

    public Task<bool> TryKill(SiloAddress siloAddress) => Task.FromResult(
        cluster.Snapshot.Members.TryGetValue(siloAddress, out var member)
        && cluster.SetStatus(siloAddress, member.Name, SiloStatus.Dead));

    private async IAsyncEnumerable<ClusterMembershipSnapshot> UpdatesAsync([
        EnumeratorCancellation] CancellationToken cancellation)
    {
        var updates = Channel.CreateBounded<ClusterMembershipSnapshot>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        void OnChanged(ClusterMembershipSnapshot snapshot) => updates.Writer.TryWrite(snapshot);
        cluster.Changed += OnChanged;
        try
        {
            var seen = cluster.Snapshot;
            yield return seen;
            await foreach (var snapshot in updates.Reader.ReadAllAsync(cancellation))
            {
                // Two changes at once may report in either order.
                if (snapshot.Version > seen.Version)
                {
                    seen = snapshot;
                    yield return snapshot;
                }
            }
        }
        finally
        {
            cluster.Changed -= OnChanged;
        }
    }
}

namespace Orleans.Runtime;

/// <summary>What this silo knows of the cluster's silos. Thread-safe.</summary>
public interface IClusterMembershipService
{
    ClusterMembershipSnapshot CurrentSnapshot { get; }

    /// <summary>The current snapshot, then each later one; a slow reader skips to the newest.</summary>
    IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates { get; }

    /// <summary>Returns once the snapshot is at least of this version.</summary>
    ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default);

    /// <summary>Declares another silo dead.</summary>
    Task<bool> TryKill(SiloAddress siloAddress);
}

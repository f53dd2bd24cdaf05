using Microsoft.Extensions.Logging;
using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Grains.Brokers;

namespace OrleansBroker.Grains.Controller;

/// <summary>
/// One controller epoch: the loaded state, its version, and who is told. Dropped as a whole when a write fails.
/// Single-threaded, as the grain that holds it.
/// </summary>
internal sealed class Term
{
    private readonly ControllerStore _store;
    private readonly string _clusterId;
    private readonly BrokerLocations _locations;

    public Term(ControllerStore store, ClusterRecord cluster, ControllerState state, BrokerLocations locations,
        Func<BrokerKey, IBrokerGrain> brokerOf, Action<MetadataVersion> fenced, ILogger logger)
    {
        _store = store;
        _clusterId = cluster.ClusterId;
        _locations = locations;
        State = state;
        Version = new MetadataVersion(cluster.ControllerEpoch, 1);
        Publisher = new MetadataPublisher(brokerOf, Snapshot, fenced, logger);
        TellLocations(state.Brokers.Values);
    }

    public ControllerState State { get; private set; }

    public MetadataVersion Version { get; private set; }

    public MetadataPublisher Publisher { get; }

    /// <summary>Stores a change, and publishes it once it is stored.</summary>
    /// <returns>
    /// False when it is stored, but another controller has begun meanwhile and may have loaded without it: then only a
    /// newer epoch makes everybody see it.
    /// </returns>
    public async Task<bool> CommitAsync(StateChange change)
    {
        if (change.IsEmpty)
        {
            return true;
        }

        await _store.SaveAsync(change, State);
        if (change.IsPublished && !await _store.IsNewestAsync())
        {
            return false;
        }

        State = State.Apply(change);
        TellLocations(change.Brokers ?? []);
        if (change.IsPublished)
        {
            Version = Version.Next();
            Publisher.Publish(change.ToUpdate(Version, _clusterId));
        }

        return true;
    }

    /// <summary>All metadata as it is now.</summary>
    public MetadataUpdate Snapshot() => new()
    {
        Version = Version,
        IsSnapshot = true,
        ClusterId = _clusterId,
        Brokers = [.. State.Brokers.Values],
        Topics = [.. State.Topics],
        DeletedTopics = [.. State.DeletedTopics],
        BrokerConfigs = State.BrokerConfigs,
        GroupConfigs = State.GroupConfigs,
    };

    private void TellLocations(IEnumerable<BrokerMetadata> brokers)
    {
        foreach (var broker in brokers)
        {
            _locations.Set(broker);
        }
    }
}

using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Orleans.Storage;
using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Grains.Brokers;

namespace OrleansBroker.Grains.Controller;

/// <summary>What the controller grain needs of its silo. Thread-safe; one per silo.</summary>
internal sealed class ControllerServices
{
    private readonly IGrainStorage _storage;
    private readonly IClusterMembershipService _membership;
    private readonly Random _random;

    public ControllerServices(IGrainStorage storage, IClusterMembershipService membership, BrokerLocations locations,
        IOptions<BrokerOptions> options, Random random)
    {
        _storage = storage;
        _membership = membership;
        _random = random;
        Locations = locations;
        Context = new ControllerContext(new KafkaProperties(options.Value.Properties), random, IsAlive);
    }

    public BrokerLocations Locations { get; }

    public ControllerContext Context { get; }

    public ControllerStore OpenStore(GrainId controller) => new(new MetadataRecords(_storage, controller), _random);

    private bool IsAlive(BrokerMetadata broker) =>
        BrokerLocations.TryParse(broker.Silo, out var silo)
        && _membership.CurrentSnapshot.GetSiloStatus(silo) == SiloStatus.Active;
}

using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Runtime;
using OrleansBroker.Grains.Metadata;

namespace OrleansBroker.Grains.Brokers;

/// <summary>What the broker needs of its silo.</summary>
internal sealed record BrokerServices(BrokerLocations Locations, MetadataStore Metadata, ReplicaMoves Moves,
    IGrainFactory Grains, ILocalSiloDetails Silo, IHostApplicationLifetime Host, TimeProvider Time);

using Orleans;
using Orleans.Concurrency;
using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Metadata;

namespace OrleansBroker.Grains.Brokers;

/// <summary>
/// What the other silos tell this broker. An activation on the wrong silo, or for an earlier incarnation, touches
/// nothing: it fails its callers and goes.
/// </summary>
[KeepAlive]
[Reentrant]
[BrokerPlacement]
internal sealed class BrokerGrain(Broker broker) : Grain, IBrokerGrain
{
    public Task<MetadataVersion> ApplyMetadata(MetadataUpdate update)
    {
        if (this.GetPrimaryKeyString() != broker.Identity.Key.ToString())
        {
            this.DeactivateOnIdle();
            throw new InvalidOperationException(
                $"This silo is broker {broker.Identity.Key}, not {this.GetPrimaryKeyString()}.");
        }

        return broker.ApplyAsync(update);
    }
}

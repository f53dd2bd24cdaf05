using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime;
using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Metadata;

namespace OrleansBroker.Grains.Brokers;

/// <summary>
/// The silo of every broker incarnation that this silo has heard of, from its metadata or, on the controller's silo,
/// from the registration itself. Thread-safe. It only grows with restarts, by a few bytes each.
/// </summary>
internal sealed class BrokerLocations
{
    private readonly ConcurrentDictionary<BrokerKey, SiloAddress> _silos = new();

    public static bool TryParse(string text, [NotNullWhen(true)] out SiloAddress? silo)
    {
        try
        {
            silo = SiloAddress.FromParsableString(text);
            return true;
        }
        catch (FormatException)
        {
            silo = null;
            return false;
        }
    }

    public void Set(BrokerMetadata broker)
    {
        if (TryParse(broker.Silo, out var silo))
        {
            _silos[new BrokerKey(broker.BrokerId, broker.Incarnation)] = silo;
        }
    }

    public bool TryGet(BrokerKey broker, [NotNullWhen(true)] out SiloAddress? silo) =>
        _silos.TryGetValue(broker, out silo);
}

using Orleans.Placement;
using Orleans.Runtime;

namespace OrleansBroker.Grains.Brokers;

/// <summary>
/// Puts a grain on the silo of the broker that its key names, directly or by way of the partition it leads.
/// </summary>
[Serializable]
internal sealed class BrokerPlacement : PlacementStrategy
{
    public static BrokerPlacement Singleton { get; } = new();
}

/// <summary>Marks a grain that lives on its broker's silo.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class BrokerPlacementAttribute() : PlacementAttribute(BrokerPlacement.Singleton);

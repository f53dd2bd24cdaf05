using OrleansBroker.Abstractions;

namespace OrleansBroker.Grains.Brokers;

/// <summary>Who the broker of this silo is: its stable id, and this start of it.</summary>
public sealed record BrokerIdentity(int BrokerId, Guid Incarnation)
{
    internal BrokerKey Key => new(BrokerId, Incarnation);
}

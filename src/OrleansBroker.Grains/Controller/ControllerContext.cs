using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Controller;

/// <summary>What a decision may know beside the state.</summary>
/// <param name="Configured">Kafka properties of the silo that the controller runs on.</param>
/// <param name="Random">Source of topic ids.</param>
/// <param name="IsAlive">Whether the silo of a registered broker is up, as far as membership knows.</param>
internal sealed record ControllerContext(KafkaProperties Configured, Random Random, Func<BrokerMetadata, bool> IsAlive)
{
    /// <summary>The broker properties that hold for the whole cluster.</summary>
    public KafkaProperties Properties(ControllerState state) =>
        Configured.WithDynamic(state.BrokerConfigs.ClusterWide, new Dictionary<string, string>());

    /// <summary>An id that no topic has or had.</summary>
    public Guid NewTopicId(ControllerState state)
    {
        Guid id;
        do
        {
            id = TopicId.Create(Random).Value;
        }
        while (state.IsKnownId(id));
        return id;
    }
}

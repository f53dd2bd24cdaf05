using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using OrleansBroker.Abstractions.Metadata;

namespace OrleansBroker.Grains.Controller;

/// <summary>
/// All metadata as the controller holds it. Immutable and without any input or output: a decision reads a state and
/// names a <see cref="StateChange"/>, which makes the next state once it is stored.
/// </summary>
internal sealed record ControllerState
{
    private ImmutableDictionary<string, TopicMetadata> ByName { get; init; } =
        ImmutableDictionary.Create<string, TopicMetadata>(StringComparer.Ordinal);

    private ImmutableDictionary<Guid, TopicMetadata> ById { get; init; } =
        ImmutableDictionary<Guid, TopicMetadata>.Empty;

    // Names that would be one and the same metric, by the form in which '.' and '_' are one.
    private ImmutableDictionary<string, string> ByCollisionKey { get; init; } =
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Ids of the topics that were deleted: never given out again, and their logs are no longer wanted.
    /// </summary>
    public ImmutableHashSet<Guid> DeletedTopics { get; init; } = [];

    public ImmutableSortedDictionary<int, BrokerMetadata> Brokers { get; init; } =
        ImmutableSortedDictionary<int, BrokerMetadata>.Empty;

    public BrokerConfigsMetadata BrokerConfigs { get; init; } = new();

    public GroupConfigsMetadata GroupConfigs { get; init; } = new();

    public long NextProducerId { get; init; }

    public IEnumerable<TopicMetadata> Topics => ByName.Values;

    public bool TryGetTopic(string name, [NotNullWhen(true)] out TopicMetadata? topic) =>
        ByName.TryGetValue(name, out topic);

    public bool TryGetTopic(Guid id, [NotNullWhen(true)] out TopicMetadata? topic) => ById.TryGetValue(id, out topic);

    /// <summary>Whether the id is in use, or was.</summary>
    public bool IsKnownId(Guid id) => ById.ContainsKey(id) || DeletedTopics.Contains(id);

    /// <summary>The existing topic whose name differs only in '.' and '_', or null.</summary>
    public string? CollidingTopic(string name) =>
        ByCollisionKey.TryGetValue(TopicNames.CollisionKey(name), out var other) && other != name ? other : null;

    /// <summary>The state after a change.</summary>
    public ControllerState Apply(StateChange change)
    {
        var state = this with
        {
            Brokers = change.Brokers?.ToImmutableSortedDictionary(broker => broker.BrokerId, broker => broker)
                ?? Brokers,
            BrokerConfigs = change.BrokerConfigs ?? BrokerConfigs,
            GroupConfigs = change.GroupConfigs ?? GroupConfigs,
            NextProducerId = change.NextProducerId ?? NextProducerId,
        };
        return state.Without(change.DeletedTopics).With(change.Topics);
    }

    private ControllerState With(IReadOnlyList<TopicMetadata> topics) => topics.Count == 0 ? this : this with
    {
        ByName = ByName.SetItems(topics.Select(topic => KeyValuePair.Create(topic.Name, topic))),
        ById = ById.SetItems(topics.Select(topic => KeyValuePair.Create(topic.TopicId, topic))),
        ByCollisionKey = ByCollisionKey.SetItems(
            topics.Select(topic => KeyValuePair.Create(TopicNames.CollisionKey(topic.Name), topic.Name))),
    };

    private ControllerState Without(IReadOnlyList<TopicMetadata> topics) => topics.Count == 0 ? this : this with
    {
        ByName = ByName.RemoveRange(topics.Select(topic => topic.Name)),
        ById = ById.RemoveRange(topics.Select(topic => topic.TopicId)),
        ByCollisionKey = ByCollisionKey.RemoveRange(topics.Select(topic => TopicNames.CollisionKey(topic.Name))),
        DeletedTopics = DeletedTopics.Union(topics.Select(topic => topic.TopicId)),
    };
}

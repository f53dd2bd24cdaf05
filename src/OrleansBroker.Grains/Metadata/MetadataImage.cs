using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Metadata;

/// <summary>
/// All metadata of the cluster at one version. Immutable: an update makes a new image, which shares what did not
/// change, so a request may keep one image for as long as it likes.
/// </summary>
public sealed class MetadataImage
{
    private readonly KafkaProperties _configured;
    private readonly int _brokerId;
    private readonly BrokerConfigsMetadata _brokerConfigs = new();
    private readonly ImmutableDictionary<string, TopicImage> _byName =
        ImmutableDictionary.Create<string, TopicImage>(StringComparer.Ordinal);

    private readonly ImmutableDictionary<TopicId, TopicImage> _byId = ImmutableDictionary<TopicId, TopicImage>.Empty;
    private readonly ImmutableHashSet<TopicId> _deleted = [];

    /// <summary>The image of a silo that knows nothing yet.</summary>
    /// <param name="configured">The properties of this silo's configuration.</param>
    /// <param name="brokerId">Id of the broker on this silo, for its own dynamic configs.</param>
    public MetadataImage(KafkaProperties configured, int brokerId)
    {
        _configured = configured;
        _brokerId = brokerId;
        Properties = configured;
    }

    private MetadataImage(MetadataImage previous, MetadataUpdate update)
        : this(previous._configured, previous._brokerId)
    {
        Version = update.Version;
        ClusterId = update.ClusterId;
        _brokerConfigs = update.BrokerConfigs ?? previous._brokerConfigs;
        Properties = update.BrokerConfigs is null ? previous.Properties : PropertiesOf(_brokerId);
        GroupConfigs = update.GroupConfigs?.ByGroup ?? previous.GroupConfigs;
        Brokers = update.Brokers is { } brokers
            ? brokers.ToImmutableSortedDictionary(broker => broker.BrokerId, broker => broker)
            : previous.Brokers;
        var topics = ChangedTopics(previous, update).ToList();
        var deleted = update.DeletedTopics.Select(id => new TopicId(id)).ToList();
        _deleted = previous._deleted.Union(deleted);
        (_byName, _byId) = update.IsSnapshot
            ? (_byName, _byId)
            : (WithoutNames(previous, deleted), previous._byId.RemoveRange(deleted));
        _byName = _byName.SetItems(topics.Select(topic => KeyValuePair.Create(topic.Name, topic)));
        _byId = _byId.SetItems(topics.Select(topic => KeyValuePair.Create(topic.TopicId, topic)));
    }

    public MetadataVersion Version { get; }

    /// <summary>Id of the cluster; empty until the controller has told it.</summary>
    public string ClusterId { get; } = "";

    /// <summary>The registered brokers, sorted by id.</summary>
    public IReadOnlyDictionary<int, BrokerMetadata> Brokers { get; } =
        ImmutableSortedDictionary<int, BrokerMetadata>.Empty;

    /// <summary>
    /// The broker that clients are told is the controller: every broker serves admin calls. -1 if none.
    /// </summary>
    public int ControllerId => Brokers.Count == 0 ? -1 : Brokers.First().Key;

    /// <summary>The Kafka properties that hold on this silo.</summary>
    public KafkaProperties Properties { get; }

    /// <summary>The configs that were set on groups, by group id.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, string>> GroupConfigs { get; } =
        new Dictionary<string, Dictionary<string, string>>();

    public IEnumerable<TopicImage> Topics => _byName.Values;

    public int TopicCount => _byName.Count;

    public bool TryGetTopic(string name, [NotNullWhen(true)] out TopicImage? topic) =>
        _byName.TryGetValue(name, out topic);

    public bool TryGetTopic(TopicId id, [NotNullWhen(true)] out TopicImage? topic) => _byId.TryGetValue(id, out topic);

    /// <summary>Whether the replica's broker is registered, and has the data folder that holds it.</summary>
    public bool IsOnline(PartitionMetadata partition, int brokerId)
    {
        var directory = partition.DirectoryOf(brokerId);
        return Brokers.TryGetValue(brokerId, out var broker)
            && (directory == Guid.Empty || broker.DirectoryIds.Contains(directory));
    }

    /// <summary>Whether a topic of this id existed and was deleted.</summary>
    public bool IsDeleted(TopicId id) => _deleted.Contains(id);

    /// <summary>
    /// The Kafka properties of any broker, as far as this silo can know: what another broker's own configuration file
    /// says is not part of the metadata.
    /// </summary>
    public KafkaProperties PropertiesOf(int brokerId) => _configured.WithDynamic(
        _brokerConfigs.ClusterWide, _brokerConfigs.ByBroker.GetValueOrDefault(brokerId) ?? []);

    /// <summary>
    /// The image after an update, this one where the update is not newer, or null where it leaves a gap.
    /// </summary>
    public MetadataImage? Apply(MetadataUpdate update)
    {
        if (update.Version <= Version)
        {
            return this;
        }

        return update.IsSnapshot || update.Version == Version.Next() ? new MetadataImage(this, update) : null;
    }

    private static ImmutableDictionary<string, TopicImage> WithoutNames(MetadataImage previous, List<TopicId> deleted)
    {
        var names = from id in deleted
                    where previous._byId.ContainsKey(id)
                    select previous._byId[id].Name;
        return previous._byName.RemoveRange(names);
    }

    // Defaults reach into every topic, so a change of the broker's configs resolves all topics anew.
    private IEnumerable<TopicImage> ChangedTopics(MetadataImage previous, MetadataUpdate update)
    {
        var changed = update.Topics.Select(topic => new TopicImage(Newest(previous, topic), Properties));
        if (ReferenceEquals(Properties, previous.Properties) || update.IsSnapshot)
        {
            return changed;
        }

        var others = from topic in previous.Topics
                     where !update.DeletedTopics.Contains(topic.TopicId.Value)
                     select new TopicImage(topic.Metadata, Properties);
        return others.Concat(changed);
    }

    private static TopicMetadata Newest(MetadataImage previous, TopicMetadata topic)
    {
        if (!previous._byId.TryGetValue(new TopicId(topic.TopicId), out var known))
        {
            return topic;
        }

        var partitions = topic.Partitions
            .Select((record, index) => index < known.Partitions.Count && record.IsOlderThan(known.Partitions[index])
                ? known.Partitions[index]
                : record);
        return topic with { Partitions = [.. partitions] };
    }
}

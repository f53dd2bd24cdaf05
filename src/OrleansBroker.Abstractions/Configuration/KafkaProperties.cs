using System.Collections.Frozen;
using System.Globalization;

namespace OrleansBroker.Abstractions.Configuration;

/// <summary>
/// The broker's Kafka properties: what the configuration sets (<c>Broker:Properties</c>), beneath what was changed
/// while it runs, above the defaults. Immutable: a change makes a new object.
/// </summary>
public sealed class KafkaProperties
{
    private readonly FrozenDictionary<string, string> _static;
    private readonly FrozenDictionary<string, string> _clusterWide;
    private readonly FrozenDictionary<string, string> _ofThisBroker;

    /// <param name="configured">The validated properties of the configuration.</param>
    public KafkaProperties(IEnumerable<KeyValuePair<string, string>> configured)
        : this(configured.ToFrozenDictionary(StringComparer.Ordinal), FrozenDictionary<string, string>.Empty,
            FrozenDictionary<string, string>.Empty)
    {
    }

    private KafkaProperties(FrozenDictionary<string, string> configured, FrozenDictionary<string, string> clusterWide,
        FrozenDictionary<string, string> ofThisBroker)
    {
        _static = configured;
        _clusterWide = clusterWide;
        _ofThisBroker = ofThisBroker;
    }

    /// <summary>The defaults alone.</summary>
    public static KafkaProperties Defaults { get; } = new([]);

    public int NumPartitions => GetInt(BrokerConfigs.NumPartitions);

    public int DefaultReplicationFactor => GetInt(BrokerConfigs.DefaultReplicationFactor);

    public bool AutoCreateTopics => GetBoolean(BrokerConfigs.AutoCreateTopicsEnable);

    /// <summary>The same configuration with other dynamic configs on top.</summary>
    /// <param name="clusterWide">Dynamic configs of all brokers.</param>
    /// <param name="ofThisBroker">Dynamic configs of this broker, which hide those of all brokers.</param>
    public KafkaProperties WithDynamic(
        IReadOnlyDictionary<string, string> clusterWide, IReadOnlyDictionary<string, string> ofThisBroker) =>
        new(_static, clusterWide.ToFrozenDictionary(StringComparer.Ordinal),
            ofThisBroker.ToFrozenDictionary(StringComparer.Ordinal));

    /// <summary>The value of a broker property.</summary>
    /// <exception cref="ArgumentException">There is no such property.</exception>
    public string? Get(string name) => Describe(Definition(name)).Value;

    public int GetInt(string name) => int.Parse(Required(name), CultureInfo.InvariantCulture);

    public long GetLong(string name) => long.Parse(Required(name), CultureInfo.InvariantCulture);

    public double GetDouble(string name) => double.Parse(Required(name), CultureInfo.InvariantCulture);

    public bool GetBoolean(string name) => bool.Parse(Required(name));

    /// <summary>A broker property with its source, as DescribeConfigs shows it.</summary>
    public ConfigEntry Describe(ConfigDefinition definition)
    {
        var candidates = new List<ConfigCandidate>();
        AddSet(candidates, definition.Name, 1);
        AddDefault(candidates, definition.Name, definition.Default);
        return ToEntry(definition, candidates);
    }

    /// <summary>A topic config with its source: the topic's own, else the broker's, else the default.</summary>
    public ConfigEntry DescribeForTopic(ConfigDefinition definition, IReadOnlyDictionary<string, string> overrides) =>
        DescribeFor(ConfigSource.DynamicTopic, definition, overrides);

    /// <summary>A group config with its source: the group's own, else the broker's, else the default.</summary>
    public ConfigEntry DescribeForGroup(ConfigDefinition definition, IReadOnlyDictionary<string, string> overrides) =>
        DescribeFor(ConfigSource.DynamicGroup, definition, overrides);

    private ConfigEntry DescribeFor(
        ConfigSource source, ConfigDefinition definition, IReadOnlyDictionary<string, string> overrides)
    {
        var candidates = new List<ConfigCandidate>();
        if (overrides.TryGetValue(definition.Name, out var own))
        {
            candidates.Add(new(definition.Name, own, source));
        }

        foreach (var synonym in definition.Synonyms)
        {
            AddSet(candidates, synonym.Name, synonym.Multiplier);
        }

        if (definition.DefaultSynonym is { } shown)
        {
            AddDefault(candidates, shown, definition.Default);
        }

        return ToEntry(definition, candidates);
    }

    private static ConfigDefinition Definition(string name) => BrokerConfigs.Find(name)
        ?? throw new ArgumentException($"There is no broker property {name}.", nameof(name));

    private static ConfigEntry ToEntry(ConfigDefinition definition, List<ConfigCandidate> candidates) =>
        candidates is [var first, ..]
            ? new(definition, first.Value, first.Source, candidates)
            : new(definition, definition.Default, ConfigSource.Default, candidates);

    private static void AddDefault(List<ConfigCandidate> candidates, string name, string? value)
    {
        if (value is not null)
        {
            candidates.Add(new(name, value, ConfigSource.Default));
        }
    }

    private void AddSet(List<ConfigCandidate> candidates, string name, long multiplier)
    {
        Add(_ofThisBroker, ConfigSource.DynamicBroker);
        Add(_clusterWide, ConfigSource.DynamicDefaultBroker);
        Add(_static, ConfigSource.StaticBroker);

        void Add(FrozenDictionary<string, string> level, ConfigSource source)
        {
            if (level.TryGetValue(name, out var value))
            {
                candidates.Add(new(name, Scale(value, multiplier), source));
            }
        }
    }

    // -1 means "for ever" in every unit.
    private static string Scale(string value, long multiplier) =>
        multiplier == 1 || value.Trim() == "-1"
            ? value
            : (long.Parse(value, CultureInfo.InvariantCulture) * multiplier).ToString(CultureInfo.InvariantCulture);

    private string Required(string name) => Get(name)
        ?? throw new InvalidOperationException($"Broker property {name} has no value.");
}

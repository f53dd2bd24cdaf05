using System.Collections.Frozen;
using static OrleansBroker.Abstractions.Configuration.ConfigType;

namespace OrleansBroker.Abstractions.Configuration;

/// <summary>Every Kafka broker property that we honour: the defaults of topic configs, and the broker's own.</summary>
public static class BrokerConfigs
{
    public const string AutoCreateTopicsEnable = "auto.create.topics.enable";
    public const string ConnectionsMaxIdleMs = "connections.max.idle.ms";
    public const string DefaultReplicationFactor = "default.replication.factor";
    public const string DeleteTopicEnable = "delete.topic.enable";
    public const string CleanerBackoffMs = "log.cleaner.backoff.ms";
    public const string CleanerDedupeBufferSize = "log.cleaner.dedupe.buffer.size";
    public const string CleanerEnable = "log.cleaner.enable";
    public const string CleanerIoBufferSize = "log.cleaner.io.buffer.size";
    public const string CleanerIoMaxBytesPerSecond = "log.cleaner.io.max.bytes.per.second";
    public const string CleanerThreads = "log.cleaner.threads";
    public const string FetchMaxBytes = "fetch.max.bytes";
    public const string RetentionCheckIntervalMs = "log.retention.check.interval.ms";
    public const string FollowerThrottledRate = "follower.replication.throttled.rate";
    public const string LeaderThrottledRate = "leader.replication.throttled.rate";
    public const string MaxConnections = "max.connections";
    public const string MaxFetchSessions = "max.incremental.fetch.session.cache.slots";
    public const string MoveMaxBytesPerSecond = "replica.alter.log.dirs.io.max.bytes.per.second";
    public const string NumPartitions = "num.partitions";
    public const string ProducerIdExpirationMs = "producer.id.expiration.ms";
    public const string QueuedMaxBytes = "queued.max.request.bytes";
    public const string SocketRequestMaxBytes = "socket.request.max.bytes";
    public const string MaxRequestPartitionSizeLimit = "max.request.partition.size.limit";

    private static readonly FrozenDictionary<string, ConfigDefinition> Table =
        Own().Concat(GroupCoordinatorConfigs.All).Concat(DefaultsOfTopics())
            .ToFrozenDictionary(definition => definition.Name, StringComparer.Ordinal);

    /// <summary>All definitions, sorted by name.</summary>
    public static IReadOnlyList<ConfigDefinition> All { get; } =
        [.. Table.Values.OrderBy(definition => definition.Name, StringComparer.Ordinal)];

    /// <summary>Returns the definition of a broker property, or null when we do not know it.</summary>
    public static ConfigDefinition? Find(string name) => Table.GetValueOrDefault(name);

    /// <summary>Checks one broker property.</summary>
    /// <returns>Null when it is good, otherwise one sentence that says what is wrong.</returns>
    public static string? Validate(string name, string? value)
    {
        if (Find(name) is not { } definition)
        {
            return $"Unknown broker property: {name}.{Instead(name)}";
        }

        return value is null ? $"Null value not supported for broker property: {name}." : definition.Validate(value);
    }

    /// <summary>Where Kafka's name for a thing is not ours.</summary>
    private static string Instead(string name) => name switch
    {
        "broker.id" or "node.id" => " Set Broker:Id in the configuration.",
        "log.dir" or "log.dirs" => " Set Broker:DataPath in the configuration.",
        "listeners" => " Set Broker:Kafka:Listen in the configuration.",
        "advertised.listeners" => " Set Broker:Kafka:Advertise in the configuration.",
        _ => "",
    };

    /// <summary>Checks a change of a broker's configs while it runs.</summary>
    public static string? ValidateDynamic(string name, string? value) => Find(name) is { IsDynamic: false }
        ? $"Cannot update these configs dynamically: [{name}]. Set them in its configuration and restart."
        : Validate(name, value);

    private static ConfigDefinition[] Own() =>
    [
        new(NumPartitions, Int, "1", ValueRule.AtLeast(1),
            "Partitions of a topic that is created without a number of them."),
        new(DefaultReplicationFactor, Int, "1", ValueRule.AtLeast(1),
            "Replicas of a partition that is created without a number of them."),
        new(AutoCreateTopicsEnable, ConfigType.Boolean, "true", ValueRule.Any,
            "Whether asking for a topic that does not exist creates it."),
        new(DeleteTopicEnable, ConfigType.Boolean, "true", ValueRule.Any, "Whether topics may be deleted."),
        new(SocketRequestMaxBytes, Int, "104857600", ValueRule.AtLeast(1), "Largest request in bytes."),
        new(QueuedMaxBytes, Long, "-1", ValueRule.AtLeast(-1),
            "Bytes of requests in flight over all connections; -1 leaves the choice to the broker."),
        new(MaxConnections, Int, "2147483647", ValueRule.AtLeast(0), "Most client connections at a time."),
        new(ConnectionsMaxIdleMs, Long, "600000", ValueRule.AtLeast(-1),
            "Time in ms after which an idle connection is closed; -1 keeps it."),
        new(FetchMaxBytes, Int, "57671680", ValueRule.AtLeast(1024), "Most bytes of one fetch response."),
        new(MaxFetchSessions, Int, "1000", ValueRule.AtLeast(0), "Incremental fetch sessions kept at a time."),
        new(CleanerEnable, ConfigType.Boolean, "true", ValueRule.Any, "Whether compacted topics are compacted."),
        new(CleanerBackoffMs, Long, "15000", ValueRule.AtLeast(1),
            "Time in ms from one look for a log to compact to the next."),
        new(CleanerDedupeBufferSize, Long, "134217728", ValueRule.AtLeast(1 << 20),
            "Most memory in bytes of the maps of keys, of which each takes 16 bytes, of all cleaner threads together."),
        new(CleanerThreads, Int, "1", ValueRule.AtLeast(1),
            "Logs that are compacted side by side; each data folder has a thread of its own in any case."),
        new(CleanerIoBufferSize, Int, "524288", ValueRule.AtLeast(1024),
            "Bytes that all cleaner threads together gather before they write."),
        new(CleanerIoMaxBytesPerSecond, ConfigType.Double, "1.7976931348623157E308", ValueRule.AtLeast(1),
            "Most bytes that all cleaner threads together read and write in a second."),
        new(RetentionCheckIntervalMs, Long, "300000", ValueRule.AtLeast(1),
            "Time in ms from one look for segments to delete to the next."),
        new(MoveMaxBytesPerSecond, Long, "9223372036854775807", ValueRule.AtLeast(1),
            "Most bytes copied in a second by moves between the broker's data folders, together.")
        {
            IsDynamic = true,
        },
        new(LeaderThrottledRate, Long, "9223372036854775807", ValueRule.AtLeast(0),
            "Most bytes that throttled replicas send to other brokers in a second; partitions have one replica yet.")
        {
            IsDynamic = true,
        },
        new(FollowerThrottledRate, Long, "9223372036854775807", ValueRule.AtLeast(0),
            "Most bytes that throttled replicas take from other brokers in a second; partitions have one replica yet.")
        {
            IsDynamic = true,
        },
        new(MaxRequestPartitionSizeLimit, Int, "2000", ValueRule.AtLeast(1),
            "Most partitions in one answer of DescribeTopicPartitions."),
        new(ProducerIdExpirationMs, Int, "86400000", ValueRule.AtLeast(1),
            "Time in ms after which the state of an idle idempotent producer is dropped."),
    ];

    private static IEnumerable<ConfigDefinition> DefaultsOfTopics() =>
        from topic in TopicConfigs.All
        from synonym in topic.Synonyms
        select synonym.Multiplier == 1 ? topic.AsBrokerProperty(synonym) : topic.InAnotherUnit(synonym);
}

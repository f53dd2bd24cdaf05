using System.Collections.Frozen;
using System.Globalization;
using static OrleansBroker.Abstractions.Configuration.ConfigType;

namespace OrleansBroker.Abstractions.Configuration;

/// <summary>
/// Every config that a group may carry: Kafka 4.3's. Those of share and streams groups are kept and shown, so that
/// tools which set them work, and wait for such groups to be served; their bounds are those of Kafka's defaults.
/// </summary>
public static class GroupConfigs
{
    public const string ConsumerAssignmentIntervalMs = "consumer.assignment.interval.ms";
    public const string ConsumerHeartbeatIntervalMs = "consumer.heartbeat.interval.ms";
    public const string ConsumerSessionTimeoutMs = "consumer.session.timeout.ms";

    private const string SessionMeaning = "Time in ms without heartbeat after which a member is out.";
    private const string HeartbeatMeaning = "Time in ms between the heartbeats of a member.";
    private const string AssignmentMeaning = "Least time in ms between two assignments of the group.";

    private static readonly FrozenDictionary<string, ConfigDefinition> Table = Consumer()
        .Concat(Times("share")).Concat(Share()).Concat(Times("streams")).Concat(Streams())
        .ToFrozenDictionary(definition => definition.Name, StringComparer.Ordinal);

    /// <summary>All definitions, sorted by name.</summary>
    public static IReadOnlyList<ConfigDefinition> All { get; } =
        [.. Table.Values.OrderBy(definition => definition.Name, StringComparer.Ordinal)];

    /// <summary>Returns the definition of a group config, or null when there is no such config.</summary>
    public static ConfigDefinition? Find(string name) => Table.GetValueOrDefault(name);

    /// <summary>Checks one config of a group, within what the broker allows.</summary>
    /// <returns>Null when it is good, otherwise one sentence for the error message of INVALID_CONFIG.</returns>
    public static string? Validate(string name, string? value, KafkaProperties broker)
    {
        ArgumentNullException.ThrowIfNull(broker);
        if (Find(name) is not { } definition)
        {
            return $"Unknown group config name: {name}";
        }

        if (value is null)
        {
            return $"Null value not supported for group config: {name}.";
        }

        return definition.Validate(value) ?? CheckBounds(definition, value, broker);
    }

    /// <summary>Checks what a group's configs say together: a session has to outlast the pause between heartbeats.
    /// </summary>
    /// <param name="configs">The group's own configs, each of them valid.</param>
    /// <param name="broker">What holds where the group says nothing.</param>
    public static string? ValidateTogether(IReadOnlyDictionary<string, string> configs, KafkaProperties broker)
    {
        ArgumentNullException.ThrowIfNull(broker);
        foreach (var kind in new[] { "consumer", "share", "streams" })
        {
            var (session, heartbeat) = ($"{kind}.session.timeout.ms", $"{kind}.heartbeat.interval.ms");
            if ((configs.ContainsKey(session) || configs.ContainsKey(heartbeat))
                && Value(session, configs, broker) <= Value(heartbeat, configs, broker))
            {
                return $"{session} must be greater than {heartbeat}";
            }
        }

        return null;
    }

    /// <summary>
    /// The number that holds for a group: its own or else the broker's. What the group was given under other bounds is
    /// brought within those of today.
    /// </summary>
    public static int ValueWithinBounds(
        string name, IReadOnlyDictionary<string, string> configs, KafkaProperties broker)
    {
        ArgumentNullException.ThrowIfNull(broker);
        var value = Value(name, configs, broker);
        return configs.ContainsKey(name) && Find(name)!.Bounds is { } bounds
            ? Math.Max(broker.GetInt(bounds.Minimum), Math.Min(broker.GetInt(bounds.Maximum), value))
            : value;
    }

    private static string? CheckBounds(ConfigDefinition definition, string text, KafkaProperties broker)
    {
        if (definition.Bounds is not { } bounds)
        {
            return null;
        }

        var value = int.Parse(text, CultureInfo.InvariantCulture);
        return value < broker.GetInt(bounds.Minimum)
                ? $"{definition.Name} must be greater than or equal to {bounds.Minimum}"
            : value > broker.GetInt(bounds.Maximum)
                ? $"{definition.Name} must be less than or equal to {bounds.Maximum}"
            : null;
    }

    private static int Value(string name, IReadOnlyDictionary<string, string> configs, KafkaProperties broker) =>
        int.Parse(broker.DescribeForGroup(Find(name)!, configs).Value!, CultureInfo.InvariantCulture);

    private static ConfigDefinition[] Consumer() =>
    [
        new(ConsumerSessionTimeoutMs, Int, "45000", ValueRule.AtLeast(1), SessionMeaning,
            new ConfigSynonym(GroupCoordinatorConfigs.ConsumerSessionTimeoutMs))
        {
            Bounds = new(
                GroupCoordinatorConfigs.ConsumerMinSessionTimeoutMs,
                GroupCoordinatorConfigs.ConsumerMaxSessionTimeoutMs),
        },
        new(ConsumerHeartbeatIntervalMs, Int, "5000", ValueRule.AtLeast(1), HeartbeatMeaning,
            new ConfigSynonym(GroupCoordinatorConfigs.ConsumerHeartbeatIntervalMs))
        {
            Bounds = new(
                GroupCoordinatorConfigs.ConsumerMinHeartbeatIntervalMs,
                GroupCoordinatorConfigs.ConsumerMaxHeartbeatIntervalMs),
        },
        new(ConsumerAssignmentIntervalMs, Int, "1000", ValueRule.AtLeast(0), AssignmentMeaning,
            new ConfigSynonym(GroupCoordinatorConfigs.ConsumerAssignmentIntervalMs))
        {
            Bounds = new(
                GroupCoordinatorConfigs.ConsumerMinAssignmentIntervalMs,
                GroupCoordinatorConfigs.ConsumerMaxAssignmentIntervalMs),
        },
    ];

    private static ConfigDefinition[] Times(string kind) =>
    [
        new($"{kind}.session.timeout.ms", Int, "45000", ValueRule.Between(45_000, 60_000), SessionMeaning,
            new ConfigSynonym($"group.{kind}.session.timeout.ms")),
        new($"{kind}.heartbeat.interval.ms", Int, "5000", ValueRule.Between(5_000, 15_000), HeartbeatMeaning,
            new ConfigSynonym($"group.{kind}.heartbeat.interval.ms")),
        new($"{kind}.assignment.interval.ms", Int, "1000", ValueRule.Between(0, 15_000), AssignmentMeaning,
            new ConfigSynonym($"group.{kind}.assignment.interval.ms")),
    ];

    private static ConfigDefinition[] Share() =>
    [
        new("share.auto.offset.reset", ConfigType.String, "latest", ValueRule.OneOfOrDuration("latest", "earliest"),
            "Where a partition is begun that the group has not read: by_duration:PT1H is an hour back."),
        new("share.isolation.level", ConfigType.String, "read_uncommitted",
            ValueRule.OneOf("read_committed", "read_uncommitted"), "Whether records of open transactions are read."),
        new("share.renew.acknowledge.enable", ConfigType.Boolean, "true", ValueRule.Any,
            "Whether a member may prolong its hold on a record."),
        new("share.delivery.count.limit", Int, "5", ValueRule.Between(2, 10),
            "How often a record is delivered at most.", new ConfigSynonym("group.share.delivery.count.limit")),
        new("share.partition.max.record.locks", Int, "2000", ValueRule.Between(100, 4_000),
            "Most records of a partition that are held at a time.",
            new ConfigSynonym("group.share.partition.max.record.locks")),
        new("share.record.lock.duration.ms", Int, "30000", ValueRule.Between(15_000, 60_000),
            "Time in ms for which a member holds a record.", new ConfigSynonym("group.share.record.lock.duration.ms")),
    ];

    private static ConfigDefinition[] Streams() =>
    [
        new("streams.initial.rebalance.delay.ms", Int, "3000", ValueRule.AtLeast(0),
            "Time in ms that an empty group waits for more members before its first rebalance.",
            new ConfigSynonym("group.streams.initial.rebalance.delay.ms")),
        new("streams.num.standby.replicas", Int, "0", ValueRule.Between(0, 2), "Standby replicas of each task.",
            new ConfigSynonym("group.streams.num.standby.replicas")),
    ];
}

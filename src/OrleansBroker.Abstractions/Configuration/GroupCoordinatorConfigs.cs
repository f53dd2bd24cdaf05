using static OrleansBroker.Abstractions.Configuration.ConfigType;

namespace OrleansBroker.Abstractions.Configuration;

/// <summary>The broker properties about consumer groups and their offsets; the defaults are Kafka's.</summary>
public static class GroupCoordinatorConfigs
{
    public const string ConsumerAssignmentIntervalMs = "group.consumer.assignment.interval.ms";
    public const string ConsumerAssignors = "group.consumer.assignors";
    public const string ConsumerHeartbeatIntervalMs = "group.consumer.heartbeat.interval.ms";
    public const string ConsumerMaxAssignmentIntervalMs = "group.consumer.max.assignment.interval.ms";
    public const string ConsumerMaxHeartbeatIntervalMs = "group.consumer.max.heartbeat.interval.ms";
    public const string ConsumerMaxSessionTimeoutMs = "group.consumer.max.session.timeout.ms";
    public const string ConsumerMaxSize = "group.consumer.max.size";
    public const string ConsumerMigrationPolicy = "group.consumer.migration.policy";
    public const string ConsumerMinAssignmentIntervalMs = "group.consumer.min.assignment.interval.ms";
    public const string ConsumerMinHeartbeatIntervalMs = "group.consumer.min.heartbeat.interval.ms";
    public const string ConsumerMinSessionTimeoutMs = "group.consumer.min.session.timeout.ms";
    public const string ConsumerSessionTimeoutMs = "group.consumer.session.timeout.ms";
    public const string InitialRebalanceDelayMs = "group.initial.rebalance.delay.ms";
    public const string MaxSessionTimeoutMs = "group.max.session.timeout.ms";
    public const string MaxSize = "group.max.size";
    public const string MinSessionTimeoutMs = "group.min.session.timeout.ms";
    public const string OffsetMetadataMaxBytes = "offset.metadata.max.bytes";
    public const string OffsetsRetentionCheckIntervalMs = "offsets.retention.check.interval.ms";
    public const string OffsetsRetentionMinutes = "offsets.retention.minutes";
    public const string OffsetsTopicPartitions = "offsets.topic.num.partitions";
    public const string OffsetsTopicReplicationFactor = "offsets.topic.replication.factor";
    public const string OffsetsTopicSegmentBytes = "offsets.topic.segment.bytes";

    /// <summary>All definitions. What coordinators do may be changed while they run; how their topic is made may not,
    /// because it is made once.</summary>
    internal static IEnumerable<ConfigDefinition> All => Classic().Concat(Consumer()).Concat(Bounds()).Concat(Offsets())
        .Select(definition => definition.AsDynamic()).Concat(Topic());

    private static ConfigDefinition[] Classic() =>
    [
        new(MinSessionTimeoutMs, Int, "6000", ValueRule.AtLeast(1),
            "Shortest session in ms that a member may ask for."),
        new(MaxSessionTimeoutMs, Int, "1800000", ValueRule.AtLeast(1),
            "Longest session in ms that a member may ask for."),
        new(InitialRebalanceDelayMs, Int, "3000", ValueRule.AtLeast(0),
            "Time in ms that an empty group waits for more members before its first rebalance."),
        new(MaxSize, Int, "2147483647", ValueRule.AtLeast(1), "Most members of a group."),
    ];

    private static ConfigDefinition[] Consumer() =>
    [
        new(ConsumerSessionTimeoutMs, Int, "45000", ValueRule.AtLeast(1),
            "Time in ms without heartbeat after which a member of the consumer protocol is out."),
        new(ConsumerHeartbeatIntervalMs, Int, "5000", ValueRule.AtLeast(1),
            "Time in ms between the heartbeats of a member of the consumer protocol."),
        new(ConsumerAssignmentIntervalMs, Int, "1000", ValueRule.AtLeast(0),
            "Least time in ms between two assignments of one group of that protocol."),
        new(ConsumerMaxSize, Int, "2147483647", ValueRule.AtLeast(1), "Most members of a group of that protocol."),
        new(ConsumerAssignors, List, "uniform,range", ValueRule.ListOf("uniform", "range"),
            "How partitions may be shared out; the first is taken when no member asks for one."),
        new(ConsumerMigrationPolicy, ConfigType.String, "bidirectional",
            ValueRule.OneOf("disabled", "upgrade", "downgrade", "bidirectional"),
            "In which direction a group with members may change its protocol; upgrade is to the consumer protocol."),
    ];

    /// <summary>Between what a group's own configs may be; see <see cref="GroupConfigs"/>.</summary>
    private static ConfigDefinition[] Bounds() =>
    [
        new(ConsumerMinSessionTimeoutMs, Int, "45000", ValueRule.AtLeast(1), "Shortest session in ms of a group."),
        new(ConsumerMaxSessionTimeoutMs, Int, "60000", ValueRule.AtLeast(1), "Longest session in ms of a group."),
        new(ConsumerMinHeartbeatIntervalMs, Int, "5000", ValueRule.AtLeast(1),
            "Shortest time in ms between the heartbeats of a group's members."),
        new(ConsumerMaxHeartbeatIntervalMs, Int, "15000", ValueRule.AtLeast(1),
            "Longest time in ms between the heartbeats of a group's members."),
        new(ConsumerMinAssignmentIntervalMs, Int, "0", ValueRule.AtLeast(0),
            "Shortest time in ms between two assignments that a group may set."),
        new(ConsumerMaxAssignmentIntervalMs, Int, "15000", ValueRule.AtLeast(0),
            "Longest time in ms between two assignments that a group may set."),
    ];

    private static ConfigDefinition[] Offsets() =>
    [
        new(OffsetMetadataMaxBytes, Int, "4096", ValueRule.AtLeast(0), "Most bytes of metadata with an offset."),
        new(OffsetsRetentionMinutes, Int, "10080", ValueRule.AtLeast(1),
            "Time in minutes after which the offsets of a group that nobody uses are forgotten."),
        new(OffsetsRetentionCheckIntervalMs, Long, "600000", ValueRule.AtLeast(1),
            "Time in ms between two looks for offsets to forget."),
    ];

    private static ConfigDefinition[] Topic() =>
    [
        new(OffsetsTopicPartitions, Int, "50", ValueRule.Between(1, 10_000),
            "Partitions of __consumer_offsets, when it is created."),
        new(OffsetsTopicReplicationFactor, Short, "3", ValueRule.AtLeast(1),
            "Most replicas of __consumer_offsets; with fewer brokers there are fewer."),
        new(OffsetsTopicSegmentBytes, Int, "104857600", ValueRule.AtLeast(1024 * 1024),
            "Size in bytes at which a segment of __consumer_offsets is rolled."),
    ];
}

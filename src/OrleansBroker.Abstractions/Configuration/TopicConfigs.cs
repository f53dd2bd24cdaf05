using System.Collections.Frozen;
using static OrleansBroker.Abstractions.Configuration.ConfigType;

namespace OrleansBroker.Abstractions.Configuration;

/// <summary>Every config that a topic may carry: Kafka 4.3's, and our own <see cref="FlushOnAck"/>.</summary>
public static class TopicConfigs
{
    public const string CleanupPolicy = "cleanup.policy";
    public const string CompressionType = "compression.type";
    public const string DeleteRetentionMs = "delete.retention.ms";
    public const string FileDeleteDelayMs = "file.delete.delay.ms";
    public const string FlushMessages = "flush.messages";
    public const string FlushMs = "flush.ms";
    public const string FlushOnAck = "flush.on.ack";
    public const string GzipLevel = "compression.gzip.level";
    public const string IndexIntervalBytes = "index.interval.bytes";
    public const string Lz4Level = "compression.lz4.level";
    public const string MaxCompactionLagMs = "max.compaction.lag.ms";
    public const string MaxMessageBytes = "max.message.bytes";
    public const string MessageTimestampAfterMaxMs = "message.timestamp.after.max.ms";
    public const string MessageTimestampBeforeMaxMs = "message.timestamp.before.max.ms";
    public const string MessageTimestampType = "message.timestamp.type";
    public const string MinCleanableDirtyRatio = "min.cleanable.dirty.ratio";
    public const string MinCompactionLagMs = "min.compaction.lag.ms";
    public const string MinInsyncReplicas = "min.insync.replicas";
    public const string Preallocate = "preallocate";
    public const string RemoteStorageEnable = "remote.storage.enable";
    public const string RetentionBytes = "retention.bytes";
    public const string RetentionMs = "retention.ms";
    public const string SegmentBytes = "segment.bytes";
    public const string SegmentIndexBytes = "segment.index.bytes";
    public const string SegmentJitterMs = "segment.jitter.ms";
    public const string SegmentMs = "segment.ms";
    public const string ZstdLevel = "compression.zstd.level";

    private const string Maximum = "9223372036854775807";
    private const long HourMs = 3_600_000;
    private const long MinuteMs = 60_000;

    private static readonly FrozenDictionary<string, ConfigDefinition> Table =
        Retention().Concat(Segments()).Concat(Cleaning()).Concat(Messages()).Concat(Durability()).Concat(Tiering())
            .ToFrozenDictionary(definition => definition.Name, StringComparer.Ordinal);

    /// <summary>All definitions, sorted by name.</summary>
    public static IReadOnlyList<ConfigDefinition> All { get; } =
        [.. Table.Values.OrderBy(definition => definition.Name, StringComparer.Ordinal)];

    /// <summary>Returns the definition of a topic config, or null when there is no such config.</summary>
    public static ConfigDefinition? Find(string name) => Table.GetValueOrDefault(name);

    /// <summary>Checks one override of a topic.</summary>
    /// <returns>Null when it is good, otherwise one sentence for the error message of INVALID_CONFIG.</returns>
    public static string? Validate(string name, string? value)
    {
        if (Find(name) is not { } definition)
        {
            return $"Unknown topic config name: {name}";
        }

        return value is null ? $"Null value not supported for topic configs: {name}" : definition.Validate(value);
    }

    /// <summary>Checks what holds for a topic together, each value being good by itself.</summary>
    /// <returns>Null when it is good, otherwise one sentence for the error message of INVALID_CONFIG.</returns>
    public static string? Validate(TopicSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.GetBoolean(RemoteStorageEnable))
        {
            return $"Tiered storage is not available on this broker: leave {RemoteStorageEnable} false";
        }

        var (min, max) = (settings.GetLong(MinCompactionLagMs), settings.GetLong(MaxCompactionLagMs));
        return min > max
            ? $"conflict topic config setting {MinCompactionLagMs} ({min}) > {MaxCompactionLagMs} ({max})"
            : null;
    }

    private static ConfigDefinition[] Retention() =>
    [
        new(CleanupPolicy, ConfigType.List, "delete", ValueRule.ListOf("compact", "delete"),
            "What happens to old segments: delete by age and size, compact to the last record of each key, or both.",
            new ConfigSynonym("log.cleanup.policy")),
        new(RetentionMs, Long, "604800000", ValueRule.AtLeast(-1),
            "Age in ms after which a sealed segment is deleted; -1 keeps it for ever.",
            new("log.retention.ms"), new("log.retention.minutes", MinuteMs), new("log.retention.hours", HourMs, "168")),
        new(RetentionBytes, Long, "-1", ValueRule.Any,
            "Size in bytes of a partition above which its oldest segments are deleted; -1 sets no bound.",
            new ConfigSynonym("log.retention.bytes")),
        new(FileDeleteDelayMs, Long, "60000", ValueRule.AtLeast(0),
            "Time in ms between taking a file out of the log and deleting it from disk, for the sake of running reads.",
            new ConfigSynonym("log.segment.delete.delay.ms")),
    ];

    private static ConfigDefinition[] Segments() =>
    [
        new(SegmentBytes, Int, "1073741824", ValueRule.AtLeast(1024 * 1024),
            "Size in bytes at which the active segment is rolled.", new ConfigSynonym("log.segment.bytes")),
        new(SegmentMs, Long, "604800000", ValueRule.AtLeast(1), "Age in ms at which the active segment is rolled.",
            new("log.roll.ms"), new("log.roll.hours", HourMs, "168")),
        new(SegmentJitterMs, Long, "0", ValueRule.AtLeast(0),
            "Up to this many ms are taken off segment.ms at random, so that partitions do not roll together.",
            new("log.roll.jitter.ms"), new("log.roll.jitter.hours", HourMs, "0")),
        new(SegmentIndexBytes, Int, "10485760", ValueRule.AtLeast(4),
            "Size in bytes of a segment's offset index; a full index rolls the segment.",
            new ConfigSynonym("log.index.size.max.bytes")),
        new(IndexIntervalBytes, Int, "4096", ValueRule.AtLeast(0),
            "Bytes of records between two entries of the offset index.", new ConfigSynonym("log.index.interval.bytes")),
        new(Preallocate, ConfigType.Boolean, "false", ValueRule.Any,
            "Reserve segment.bytes on disk for a new segment, and give back the rest when it is sealed (Linux).",
            new ConfigSynonym("log.preallocate")),
    ];

    private static ConfigDefinition[] Cleaning() =>
    [
        new(DeleteRetentionMs, Long, "86400000", ValueRule.AtLeast(0),
            "Time in ms for which a compacted topic keeps tombstones.",
            new ConfigSynonym("log.cleaner.delete.retention.ms")),
        new(MinCleanableDirtyRatio, ConfigType.Double, "0.5", ValueRule.Between(0, 1),
            "Share of the log that must be uncompacted before the cleaner takes it.",
            new ConfigSynonym("log.cleaner.min.cleanable.ratio")),
        new(MinCompactionLagMs, Long, "0", ValueRule.AtLeast(0), "Time in ms in which a record is not compacted away.",
            new ConfigSynonym("log.cleaner.min.compaction.lag.ms")),
        new(MaxCompactionLagMs, Long, Maximum, ValueRule.AtLeast(1),
            "Time in ms after which a record is compacted whatever the dirty ratio.",
            new ConfigSynonym("log.cleaner.max.compaction.lag.ms")),
    ];

    private static ConfigDefinition[] Messages() =>
    [
        new(MaxMessageBytes, Int, "1048588", ValueRule.AtLeast(0), "Largest record batch in bytes, as it is sent.",
            new ConfigSynonym("message.max.bytes")),
        new(MessageTimestampType, ConfigType.String, "CreateTime", ValueRule.OneOf("CreateTime", "LogAppendTime"),
            "Whether a record carries the producer's time or that of its append.",
            new ConfigSynonym("log.message.timestamp.type")),
        new(MessageTimestampBeforeMaxMs, Long, Maximum, ValueRule.AtLeast(0),
            "How far in ms a producer's timestamp may lie in the past.",
            new ConfigSynonym("log.message.timestamp.before.max.ms")),
        new(MessageTimestampAfterMaxMs, Long, "3600000", ValueRule.AtLeast(0),
            "How far in ms a producer's timestamp may lie in the future.",
            new ConfigSynonym("log.message.timestamp.after.max.ms")),
        new(CompressionType, ConfigType.String, "producer",
            ValueRule.OneOf("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"),
            "Codec of stored batches; producer keeps what was sent.", new ConfigSynonym("compression.type")),
        new(GzipLevel, Int, "-1", ValueRule.BetweenOr(1, 9, -1), "Level of gzip; -1 is its own default.",
            new ConfigSynonym("compression.gzip.level")),
        new(Lz4Level, Int, "9", ValueRule.Between(1, 17), "Level of lz4.",
            new ConfigSynonym("compression.lz4.level")),
        new(ZstdLevel, Int, "3", ValueRule.Between(-131072, 22), "Level of zstd.",
            new ConfigSynonym("compression.zstd.level")),
    ];

    private static ConfigDefinition[] Durability() =>
    [
        new(FlushOnAck, ConfigType.Boolean, "true", ValueRule.Any,
            "Whether acks=all, and what consumers may read, waits for the records to be flushed to disk.",
            new ConfigSynonym("log.flush.on.ack")),
        new(FlushMessages, Long, Maximum, ValueRule.AtLeast(1), "Records after which the log is flushed.",
            new ConfigSynonym("log.flush.interval.messages")),
        new(FlushMs, Long, Maximum, ValueRule.AtLeast(0), "Time in ms after which the log is flushed.",
            new("log.flush.interval.ms"), new("log.flush.scheduler.interval.ms", Default: Maximum)),
        new(MinInsyncReplicas, Int, "1", ValueRule.AtLeast(1),
            "In-sync replicas without which produce with acks=all is refused.",
            new ConfigSynonym("min.insync.replicas")),
        new("unclean.leader.election.enable", ConfigType.Boolean, "false", ValueRule.Any,
            "Whether a replica outside the ISR may lead as a last resort, losing records.",
            new ConfigSynonym("unclean.leader.election.enable")),
        new("leader.replication.throttled.replicas", ConfigType.List, "", ValueRule.Replicas,
            "Replicas whose reads from the leader are throttled, as partition:broker pairs, or *."),
        new("follower.replication.throttled.replicas", ConfigType.List, "", ValueRule.Replicas,
            "Replicas whose writes on the follower are throttled, as partition:broker pairs, or *."),
    ];

    private static ConfigDefinition[] Tiering() =>
    [
        new(RemoteStorageEnable, ConfigType.Boolean, "false", ValueRule.Any,
            "Whether sealed segments go to the remote tier."),
        new("remote.log.copy.disable", ConfigType.Boolean, "false", ValueRule.Any,
            "Stop copying further segments to the remote tier."),
        new("remote.log.delete.on.disable", ConfigType.Boolean, "false", ValueRule.Any,
            "Delete the remote tier of the topic when remote storage is switched off."),
        new("local.retention.ms", Long, "-2", ValueRule.AtLeast(-2),
            "Age in ms after which a segment that the tier holds is deleted locally; -2 means retention.ms.",
            new ConfigSynonym("log.local.retention.ms")),
        new("local.retention.bytes", Long, "-2", ValueRule.AtLeast(-2),
            "Size in bytes above which segments that the tier holds are deleted locally; -2 means retention.bytes.",
            new ConfigSynonym("log.local.retention.bytes")),
    ];
}

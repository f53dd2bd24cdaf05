using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Storage;

/// <summary>
/// The topic settings that a log obeys, with Kafka's defaults. Immutable: a change of settings is a new value on
/// <see cref="PartitionLog.Config"/>.
/// </summary>
public sealed record LogConfig
{
    /// <summary>The defaults.</summary>
    public static LogConfig Default { get; } = new();

    /// <summary><c>segment.bytes</c>: a segment is rolled before it would exceed this; one batch may.</summary>
    public int SegmentBytes { get; init; } = 1 << 30;

    /// <summary><c>segment.ms</c>: a segment is rolled when its first and a new record are further apart.</summary>
    public long SegmentMs { get; init; } = 7L * 24 * 3600 * 1000;

    /// <summary>Age at which a segment is rolled: compaction, which has a time limit too, cannot clean it
    /// before.</summary>
    public long RollMs => CleanupCompact ? Math.Min(SegmentMs, MaxCompactionLagMs) : SegmentMs;

    /// <summary><c>segment.jitter.ms</c>: each segment is rolled earlier by a random part of this.</summary>
    public long SegmentJitterMs { get; init; }

    /// <summary>Most that a segment is rolled earlier by: never so much that each batch would get its own.</summary>
    public long RollJitterMs => Math.Min(SegmentJitterMs, RollMs);

    /// <summary><c>preallocate</c>: a new segment gets <see cref="SegmentBytes"/> of disk at once, and gives back what
    /// it did not need when it is sealed or closed.</summary>
    public bool Preallocate { get; init; }

    /// <summary><c>index.interval.bytes</c>: bytes of log between two index entries.</summary>
    public int IndexIntervalBytes { get; init; } = 4096;

    /// <summary><c>segment.index.bytes</c>: most bytes of an index; a segment is rolled when one is full.</summary>
    public int SegmentIndexBytes { get; init; } = 10 << 20;

    /// <summary><c>retention.ms</c>: -1 keeps for ever.</summary>
    public long RetentionMs { get; init; } = 7L * 24 * 3600 * 1000;

    /// <summary><c>retention.bytes</c>: -1 is without limit.</summary>
    public long RetentionBytes { get; init; } = -1;

    /// <summary><c>file.delete.delay.ms</c>: how long a removed file stays on disk for readers that still use
    /// it.</summary>
    public long FileDeleteDelayMs { get; init; } = 60_000;

    /// <summary><c>cleanup.policy</c> contains <c>delete</c>.</summary>
    public bool CleanupDelete { get; init; } = true;

    /// <summary><c>cleanup.policy</c> contains <c>compact</c>.</summary>
    public bool CleanupCompact { get; init; }

    /// <summary><c>min.cleanable.dirty.ratio</c>.</summary>
    public double MinCleanableDirtyRatio { get; init; } = 0.5;

    /// <summary><c>min.compaction.lag.ms</c>: younger records are not compacted away.</summary>
    public long MinCompactionLagMs { get; init; }

    /// <summary><c>max.compaction.lag.ms</c>: older dirty records are compacted whatever the dirty ratio.</summary>
    public long MaxCompactionLagMs { get; init; } = long.MaxValue;

    /// <summary><c>delete.retention.ms</c>: how long a tombstone stays for consumers to see.</summary>
    public long DeleteRetentionMs { get; init; } = 24L * 3600 * 1000;

    /// <summary><c>message.timestamp.type</c>; with log append time, <see cref="PartitionLog.Append"/> stamps
    /// batches.</summary>
    public TimestampType TimestampType { get; init; } = TimestampType.CreateTime;
}

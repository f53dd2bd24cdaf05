using OrleansBroker.Storage.Compaction;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage;

/// <summary>How one data folder is run. Every number is a bound with its reason.</summary>
public sealed record LogFolderOptions
{
    /// <summary>
    /// Settings of a log until its owner sets others. Nothing is deleted by them: the log may be a compacted one, or
    /// one that is kept for ever.
    /// </summary>
    public LogConfig DefaultConfig { get; init; } = LogConfig.Default with { CleanupDelete = false };

    /// <summary>
    /// Bytes of the newest batches kept in memory, for all logs of the folder together. Consumers further behind are
    /// served from the page cache, which is nearly as good: more would only take memory from it.
    /// </summary>
    public long TailBytes { get; init; } = 64L << 20;

    /// <summary>Threads that append; 0, here and below, runs the work on the posting thread. One log uses one at a
    /// time; a second keeps others going when a write stalls.</summary>
    public int AppendThreads { get; init; } = 2;

    /// <summary>Threads that flush: the file system joins flushes that run side by side.</summary>
    public int FlushThreads { get; init; } = 4;

    /// <summary>Threads that read what is no longer in memory.</summary>
    public int ReadThreads { get; init; } = 2;

    /// <summary>Threads for checkpoints and deletions.</summary>
    public int MaintenanceThreads { get; init; } = 1;

    /// <summary>Threads that copy logs which move to this folder: more would only make the disk seek.</summary>
    public int MoveThreads { get; init; } = 1;

    /// <summary>Logs that are loaded at once when the folder is opened: after a crash, each small one waits for the
    /// disk more than it takes work.</summary>
    public int RecoveryThreads { get; init; } = Math.Max(8, Environment.ProcessorCount);

    /// <summary>
    /// Logs that are closed at once when the folder is: these threads wait for the disk more than they work.
    /// </summary>
    public int CloseThreads { get; init; } = 16;

    /// <summary>
    /// Handles of files that the folder keeps open, give or take one for each thread: others are closed while they
    /// rest, and opened again. By default half of what the process may have open, to leave the rest to connections;
    /// more than 16,384 would only cost memory.
    /// </summary>
    public int OpenFilesMax { get; init; } = Math.Clamp(NativeFiles.OpenFilesMax / 2, 64, 16_384);

    /// <summary>Time between checkpoints: what a crash makes recovery scan again.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary><c>log.retention.check.interval.ms</c>.</summary>
    public TimeSpan RetentionInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary><c>producer.id.expiration.ms</c>: a producer that wrote nothing for so long is forgotten.</summary>
    public TimeSpan ProducerExpiry { get; init; } = TimeSpan.FromDays(1);

    /// <summary><c>producer.id.expiration.check.interval.ms</c>.</summary>
    public TimeSpan ProducerExpiryInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes of sealed segments verified in a second, so that it does not disturb; 0 turns scrubbing
    /// off.</summary>
    public int ScrubBytesPerSecond { get; init; } = 10 << 20;

    /// <summary>Time from the begin of one pass over all segments to the next, at least.</summary>
    public TimeSpan ScrubInterval { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Cluster that the folder must belong to; null leaves it open.</summary>
    public string? ClusterId { get; init; }

    /// <summary>Broker that the folder must belong to; null leaves it open.</summary>
    public int? BrokerId { get; init; }

    /// <summary>How compacted logs are cleaned; null leaves them as they are.</summary>
    public CleanerOptions? Cleaner { get; init; } = new();

    /// <summary>Seed of the roll jitter.</summary>
    public int Seed { get; init; }
}

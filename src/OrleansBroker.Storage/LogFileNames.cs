using System.Globalization;
using OrleansBroker.Protocol;

namespace OrleansBroker.Storage;

/// <summary>Names of Kafka's on-disk layout.</summary>
internal static class LogFileNames
{
    public const string Log = ".log";
    public const string OffsetIndex = ".index";
    public const string TimeIndex = ".timeindex";
    public const string TransactionIndex = ".txnindex";
    public const string Snapshot = ".snapshot";

    /// <summary>Suffixes of files that are on their way out, half written, or about to replace others.</summary>
    public const string Deleted = ".deleted";
    public const string Cleaned = ".cleaned";
    public const string Swap = ".swap";

    /// <summary>A file that is not ours to read or delete.</summary>
    public const string Quarantined = ".quarantined";

    /// <summary>A folder that waits for its deletion.</summary>
    public const string DeletedFolder = "-delete";

    /// <summary>A folder into which a log is being copied, to move there.</summary>
    public const string FutureFolder = "-future";

    /// <summary>The topic in which a Kafka broker keeps its metadata, and which is nobody's partition here.</summary>
    public const string KafkaMetadata = "__cluster_metadata";

    public const string LeaderEpochs = "leader-epoch-checkpoint";
    public const string PartitionMetadata = "partition.metadata";
    public const string MetaProperties = "meta.properties";
    public const string RecoveryPoints = "recovery-point-offset-checkpoint";
    public const string LogStartOffsets = "log-start-offset-checkpoint";
    public const string HighWatermarks = "replication-offset-checkpoint";
    public const string CleanerOffsets = "cleaner-offset-checkpoint";
    public const string Scrubber = "scrubber-checkpoint";
    public const string CleanShutdown = ".kafka_cleanshutdown";
    public const string UncleanLogs = "unclean-logs-checkpoint";
    public const string Lock = ".lock";

    private const int OffsetDigits = 20;

    public static string Of(long baseOffset, string suffix) =>
        baseOffset.ToString("D20", CultureInfo.InvariantCulture) + suffix;

    /// <summary>The base offset of a name such as <c>00000000000000000042.log</c>.</summary>
    public static bool TryParse(string name, string suffix, out long baseOffset)
    {
        baseOffset = 0;
        return name.Length == OffsetDigits + suffix.Length
            && name.EndsWith(suffix, StringComparison.Ordinal)
            && long.TryParse(
                name.AsSpan(0, OffsetDigits), NumberStyles.None, CultureInfo.InvariantCulture, out baseOffset);
    }

    public static string Folder(TopicPartition partition) =>
        string.Create(CultureInfo.InvariantCulture, $"{partition.Topic}-{partition.Partition}");

    public static string DeletedFolderOf(TopicPartition partition, Guid unique) =>
        MovedFolderOf(partition, unique, DeletedFolder);

    public static string FutureFolderOf(TopicPartition partition, Guid unique) =>
        MovedFolderOf(partition, unique, FutureFolder);

    public static string QuarantinedFolderOf(TopicPartition partition, Guid unique) =>
        MovedFolderOf(partition, unique, Quarantined);

    private static string MovedFolderOf(TopicPartition partition, Guid unique, string suffix)
    {
        // A folder name holds 255 bytes: a long topic name gives way to the rest.
        const int longest = 255;
        var tail = $"-{partition.Partition.ToString(CultureInfo.InvariantCulture)}.{unique:N}{suffix}";
        var topic = partition.Topic.Length + tail.Length > longest
            ? partition.Topic[..(longest - tail.Length)]
            : partition.Topic;
        return topic + tail;
    }

    /// <summary>
    /// The number of the partition in a folder name such as <c>my-topic-3.4f...-future</c>; the topic's name may have
    /// been shortened.
    /// </summary>
    public static bool TryParseFutureFolder(string name, out int partition)
    {
        partition = -1;
        var dot = name.LastIndexOf('.');
        if (dot < 0 || !name.EndsWith(FutureFolder, StringComparison.Ordinal)
            || !TryParseFolder(name[..dot], out var shortened))
        {
            return false;
        }

        partition = shortened.Partition;
        return true;
    }

    /// <summary>The partition of a folder name such as <c>my-topic-3</c>.</summary>
    public static bool TryParseFolder(string name, out TopicPartition partition)
    {
        partition = default;
        var dash = name.LastIndexOf('-');
        if (dash <= 0 || !int.TryParse(
            name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        partition = new TopicPartition(name[..dash], number);
        return true;
    }
}

using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Storage;
using OrleansBroker.Storage.Compaction;

namespace OrleansBroker.Grains.Brokers;

/// <summary>How this broker's data folders are run, by its Kafka properties, which are read once, at start.</summary>
internal static class FolderSettings
{
    /// <summary>The settings of each folder. What Kafka bounds for a broker is shared out among its folders.</summary>
    public static LogFolderOptions Of(BrokerOptions options)
    {
        var properties = new KafkaProperties(options.Properties);
        return new LogFolderOptions
        {
            BrokerId = options.Id,
            RetentionInterval = Milliseconds(properties, BrokerConfigs.RetentionCheckIntervalMs),
            ProducerExpiry = Milliseconds(properties, BrokerConfigs.ProducerIdExpirationMs),
            Cleaner = properties.GetBoolean(BrokerConfigs.CleanerEnable)
                ? CleanerOf(properties, Math.Max(options.DataFolders().Count, 1))
                : null,
        };
    }

    private static CleanerOptions CleanerOf(KafkaProperties properties, int folders) => new()
    {
        Threads = (properties.GetInt(BrokerConfigs.CleanerThreads) + folders - 1) / folders,
        Backoff = Milliseconds(properties, BrokerConfigs.CleanerBackoffMs),
        DedupeBufferBytes = properties.GetLong(BrokerConfigs.CleanerDedupeBufferSize) / folders,
        IoBufferBytes = properties.GetInt(BrokerConfigs.CleanerIoBufferSize) / folders,
        BytesPerSecond = BytesPerSecond(properties.GetDouble(BrokerConfigs.CleanerIoMaxBytesPerSecond) / folders),
    };

    /// <summary>Kafka's default is the largest number there is; what no disk can do is no limit.</summary>
    private static long BytesPerSecond(double value) => value >= long.MaxValue ? 0 : Math.Max((long)value, 1);

    private static TimeSpan Milliseconds(KafkaProperties properties, string name) =>
        TimeSpan.FromMilliseconds(properties.GetLong(name));
}

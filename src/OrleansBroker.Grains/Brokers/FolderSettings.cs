using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Storage;
using OrleansBroker.Storage.Compaction;

namespace OrleansBroker.Grains.Brokers;

/// <summary>How this broker's data folders are run, by its Kafka properties, which are read once, at start.</summary>
internal static class FolderSettings
{
    public static LogFolderOptions Of(BrokerOptions options)
    {
        var properties = new KafkaProperties(options.Properties);
        return new LogFolderOptions
        {
            BrokerId = options.Id,
            ProducerExpiry = Milliseconds(properties, BrokerConfigs.ProducerIdExpirationMs),
            Cleaner = properties.GetBoolean(BrokerConfigs.CleanerEnable) ? CleanerOf(properties) : null,
        };
    }

    private static CleanerOptions CleanerOf(KafkaProperties properties) => new()
    {
        Backoff = Milliseconds(properties, BrokerConfigs.CleanerBackoffMs),
        DedupeBufferBytes = properties.GetLong(BrokerConfigs.CleanerDedupeBufferSize),
    };

    private static TimeSpan Milliseconds(KafkaProperties properties, string name) =>
        TimeSpan.FromMilliseconds(properties.GetLong(name));
}

using System.Globalization;
using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Abstractions.Configuration;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>The topics in which coordinators keep what they know. Pure.</summary>
public static class InternalTopics
{
    public const string ConsumerOffsets = "__consumer_offsets";
    public const string TransactionState = "__transaction_state";
    public const string ShareGroupState = "__share_group_state";

    /// <summary>Whether clients should leave the topic alone.</summary>
    public static bool Contains(string name) => name is ConsumerOffsets or TransactionState or ShareGroupState;

    /// <summary>How a topic is made that is there because somebody needs it.</summary>
    /// <param name="name">Any topic's name.</param>
    /// <param name="properties">The broker's properties.</param>
    /// <param name="brokers">How many brokers there are to keep replicas.</param>
    internal static NewTopic Describe(string name, KafkaProperties properties, int brokers) => name switch
    {
        ConsumerOffsets => new NewTopic
        {
            Name = name,
            Partitions = properties.GetInt(GroupCoordinatorConfigs.OffsetsTopicPartitions),
            ReplicationFactor = Math.Clamp(
                properties.GetInt(GroupCoordinatorConfigs.OffsetsTopicReplicationFactor), 1, Math.Max(brokers, 1)),
            Configs =
            [
                new ConfigSetting { Name = TopicConfigs.CleanupPolicy, Value = "compact" },
                new ConfigSetting { Name = TopicConfigs.CompressionType, Value = "producer" },
                new ConfigSetting
                {
                    Name = TopicConfigs.SegmentBytes,
                    Value = properties.GetInt(GroupCoordinatorConfigs.OffsetsTopicSegmentBytes)
                        .ToString(CultureInfo.InvariantCulture),
                },
            ],
        },
        _ => new NewTopic { Name = name },
    };
}

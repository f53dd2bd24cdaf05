namespace OrleansBroker.Abstractions.Configuration;

/// <summary>Where a config's value comes from; the numbers are those of Kafka's DescribeConfigs response.</summary>
public enum ConfigSource
{
    DynamicTopic = 1,
    DynamicBroker = 2,
    DynamicDefaultBroker = 3,
    StaticBroker = 4,
    Default = 5,
    DynamicGroup = 8,
}

namespace OrleansBroker.Abstractions.Configuration;

/// <summary>The type of a config's value; the numbers are those of Kafka's DescribeConfigs response.</summary>
public enum ConfigType
{
    Boolean = 1,
    String = 2,
    Int = 3,
    Short = 4,
    Long = 5,
    Double = 6,
    List = 7,
}

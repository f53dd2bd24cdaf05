using System.CommandLine;

namespace OrleansBroker.LoadTest.Groups;

/// <summary>Options that several of the commands take; a fresh one for each command.</summary>
internal static class GroupOptions
{
    /// <summary>The topic with so many partitions that the groups read, as far as anybody can tell.</summary>
    public static string TopicOf(int partitions) => $"groups-load-{partitions}";

    public static Option<string> Broker() => new("--broker")
    {
        Description = "The broker, host:port.",
        DefaultValueFactory = _ => "127.0.0.1:9092",
    };

    public static Option<string> Label() => new("--label")
    {
        Description = "Whose broker it is, for the printed line.",
        DefaultValueFactory = _ => "broker",
    };

    public static Option<int> Number(string name, int value, string description) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => value,
    };
}

using System.Text.Json.Nodes;

namespace OrleansBroker.Protocol.Tests;

/// <summary>The vectors that Apache Kafka's own classes wrote; they lie beside the test assembly.</summary>
internal static class Vectors
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Vectors");

    public static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!;

    /// <summary>The names of the APIs that have a file.</summary>
    public static IEnumerable<string> Apis() =>
        Directory.GetFiles(Path.Combine(Folder, "messages"), "*.json")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal);

    public static JsonNode Api(string name) => Read(Path.Combine("messages", name + ".json"));
}

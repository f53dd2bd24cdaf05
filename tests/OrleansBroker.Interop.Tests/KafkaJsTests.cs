using System.Text.Json.Nodes;
using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Interop.Tests.Clients;
using OrleansBroker.Protocol;
using OrleansBroker.TestKit;

namespace OrleansBroker.Interop.Tests;

/// <summary>kafkajs produces and administers; it consumes by groups only, so another client reads back.</summary>
public class KafkaJsTests(SharedBroker broker)
{
    private const string Package = "Node 20 with npm, and let npm reach its registry once (nodejs npm)";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "KafkaJs");
    private static readonly CommandLineClient Node = new("node", Package);
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    public async Task What_it_produces_another_client_reads(string codec)
    {
        await RequireItAsync();
        var topic = SharedBroker.NewTopic($"kafkajs-{codec}");
        var timestampMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        var answers = await RunAsync("produce.js", broker.Address, topic, codec, $"{timestampMs}");

        Assert.Equal(
            ["0", "1", "2", "3", "4", "5"], answers.AsArray().Select(answer => (string)answer!["offset"]!));
        await using var client = await KafkaClient.ConnectAsync(broker.Address);
        var records = await client.ReadAllAsync(new TopicPartition(topic, 0));
        Assert.Equal([1, 10, 1_000, 100_000, 900_000], records.Take(5).Select(record => record.Value!.Length));
        Assert.All(records.Take(5), (record, index) => Assert.True(record.Value!.All(letter => letter == 'a' + index)));
        Assert.Equal(("key", null, timestampMs), (records[5].KeyText, records[5].Value, records[5].TimestampMs));
        Assert.Equal(["h", "h"], records[5].Headers.Select(header => header.Key));
    }

    [Fact]
    public async Task Topics_are_created_grown_described_and_deleted()
    {
        await RequireItAsync();
        var topic = SharedBroker.NewTopic("kafkajs-admin");

        var seen = await RunAsync("admin.js", broker.Address, topic);

        Assert.True((bool)seen["created"]!);
        Assert.Equal(3, (int)seen["partitions"]!);
        Assert.Equal("60000", (string)seen["retention"]!);
        Assert.Equal("""[["0","0"],["0","0"],["0","0"]]""", seen["offsets"]!.ToJsonString());
        Assert.Equal(1, (int)seen["brokers"]!);
        Assert.False((bool)seen["left"]!);
    }

    private static async Task RequireItAsync()
    {
        Node.RequireIt("--version");
        await Installed.Value;
    }

    /// <summary>Installs what package-lock.json names, beside the scripts' copies in the output folder.</summary>
    private static async Task InstallAsync()
    {
        var npm = new CommandLineClient("npm", Package, "--prefix", Folder);
        npm.RequireIt("--version");
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "kafkajs")))
        {
            await npm.RunAsync("ci", "--no-audit", "--no-fund");
        }
    }

    private static async Task<JsonNode> RunAsync(string script, params string[] arguments) =>
        JsonNode.Parse(await Node.RunAsync([Path.Combine(Folder, script), .. arguments]))!;
}

using System.Text.Json.Nodes;
using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Interop.Tests.Clients;

namespace OrleansBroker.Interop.Tests;

/// <summary>kafka-python as Debian packages it, which speaks rather old versions of the protocol.</summary>
public class KafkaPythonTests(SharedBroker broker)
{
    // Debian's own interpreter: another one on the path would not see Debian's packages.
    private static readonly CommandLineClient Python = new("/usr/bin/python3", "python3-kafka");

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    public async Task Records_of_all_sizes_and_fields_come_back(string codec)
    {
        Python.RequireIt("-c", "import kafka");
        var topic = SharedBroker.NewTopic($"python-{codec}");
        var timestampMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        var seen = await RunAsync("kafka_python_roundtrip.py", broker.Address, topic, codec, $"{timestampMs}");

        Assert.Equal("[0,1,2,3,4,5]", seen["offsets"]!.ToJsonString());
        Assert.True((bool)seen["same"]!);
        Assert.Equal("key", (string)seen["key"]!);
        Assert.Null(seen["value"]);
        Assert.Equal("""[["h","1"],["h","2"]]""", seen["headers"]!.ToJsonString());
        Assert.Equal(timestampMs, (long)seen["timestamp"]!);
        Assert.Equal("[0,6]", seen["ends"]!.ToJsonString());
    }

    [Fact]
    public async Task Topics_are_created_described_grown_and_deleted()
    {
        Python.RequireIt("-c", "import kafka");
        var topic = SharedBroker.NewTopic("python-admin");

        var seen = await RunAsync("kafka_python_admin.py", broker.Address, topic);

        Assert.Equal("""{"retention":"60000","partitions":3,"left":false,"brokers":1}""", seen.ToJsonString());
    }

    private static async Task<JsonNode> RunAsync(string script, params string[] arguments)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Scripts", script);
        return JsonNode.Parse(await Python.RunAsync([path, .. arguments]))!;
    }
}

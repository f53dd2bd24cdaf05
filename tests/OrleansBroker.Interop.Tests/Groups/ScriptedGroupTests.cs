using System.Text.Json.Nodes;
using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Interop.Tests.Clients;
using OrleansBroker.TestKit;

namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>
/// Groups of kafka-python and of kafkajs: two members share a topic, a third goes on where they were.
/// </summary>
public class ScriptedGroupTests(SharedBroker broker)
{
    private static readonly CommandLineClient Python = new("/usr/bin/python3", "python3-kafka");

    [Fact]
    public async Task A_group_of_kafka_python_shares_and_resumes()
    {
        Python.RequireIt("-c", "import kafka");
        var topic = SharedBroker.NewTopic("python-group");
        await using var client = await KafkaClient.ConnectAsync(broker.Address);
        await client.CreateTopicAsync(topic, partitions: 4);
        var script = Path.Combine(AppContext.BaseDirectory, "Scripts", "kafka_python_group.py");

        var seen = JsonNode.Parse(await Python.RunAsync(script, broker.Address, topic))!;

        Assert.Equal("""{"first":true,"shares":[2,2],"second":true}""", seen.ToJsonString());
    }

    [Fact]
    public async Task A_group_of_kafkajs_shares_and_resumes()
    {
        await KafkaJs.RequireItAsync();
        var topic = SharedBroker.NewTopic("kafkajs-group");

        var seen = await KafkaJs.RunAsync("group.js", broker.Address, topic);

        Assert.Equal("[500,0,499]", seen["first"]!.ToJsonString());
        Assert.Equal("[500,500,999]", seen["second"]!.ToJsonString());
        Assert.Equal("Empty", (string)seen["state"]!);
    }
}

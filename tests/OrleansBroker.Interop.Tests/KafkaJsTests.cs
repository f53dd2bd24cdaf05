using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Interop.Tests.Clients;
using OrleansBroker.Protocol;
using OrleansBroker.TestKit;

namespace OrleansBroker.Interop.Tests;

/// <summary>kafkajs produces and administers; it consumes by groups only, so another client reads back.</summary>
public class KafkaJsTests(SharedBroker broker)
{
    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    public async Task What_it_produces_another_client_reads(string codec)
    {
        await KafkaJs.RequireItAsync();
        var topic = SharedBroker.NewTopic($"kafkajs-{codec}");
        var timestampMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        var answers = await KafkaJs.RunAsync("produce.js", broker.Address, topic, codec, $"{timestampMs}");

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
        await KafkaJs.RequireItAsync();
        var topic = SharedBroker.NewTopic("kafkajs-admin");

        var seen = await KafkaJs.RunAsync("admin.js", broker.Address, topic);

        Assert.True((bool)seen["created"]!);
        Assert.Equal(3, (int)seen["partitions"]!);
        Assert.Equal("60000", (string)seen["retention"]!);
        Assert.Equal("""[["0","0"],["0","0"],["0","0"]]""", seen["offsets"]!.ToJsonString());
        Assert.Equal(1, (int)seen["brokers"]!);
        Assert.False((bool)seen["left"]!);
    }
}

using System.Globalization;
using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Interop.Tests.Clients;
using OrleansBroker.Protocol;
using OrleansBroker.TestKit;

namespace OrleansBroker.Interop.Tests;

/// <summary>
/// What kafka-get-offsets prints for each <c>--time</c>: as Apache Kafka 4.3.1 answers for the same records, seen with
/// INTEROP_BROKER.
/// </summary>
public class GetOffsetsTests(SharedBroker broker)
{
    private static readonly long Noon = DateTimeOffset.UtcNow.AddMinutes(-10).ToUnixTimeMilliseconds();

    /// <summary>
    /// Partition 0 has six records, two to a batch, at noon, 20 s later and 10 s later, and its first is deleted;
    /// partition 1 has none. Where there is no answer, the tool prints nothing.
    /// </summary>
    [Fact]
    public async Task Every_kind_of_time_is_answered_as_by_Kafka()
    {
        KafkaTools.RequireThem();
        var topic = SharedBroker.NewTopic("get-offsets");
        await using var client = await KafkaClient.ConnectAsync(broker.Address);
        await client.CreateTopicAsync(topic, 2);
        foreach (var seconds in (int[])[0, 20, 10])
        {
            var batch = TestBatch.OfValues(["a"u8.ToArray(), "b"u8.ToArray()], Noon + (seconds * 1_000));
            KafkaErrorException.ThrowIfFailed(
                (await client.ProduceAsync(new TopicPartition(topic, 0), batch)).ErrorCode, null);
        }

        await DeleteFirstAsync(topic);

        (string Time, string[] Offsets)[] expected =
        [
            ("latest", ["0:6", "1:0"]),
            ("earliest", ["0:1", "1:0"]),
            ("max-timestamp", ["0:2"]),
            ("earliest-local", ["0:1", "1:0"]),
            ("latest-tiered", []),
            ("earliest-pending-upload", []),
            (Text(Noon - 1), ["0:1"]),
            (Text(Noon + 1_000), ["0:2"]),
            (Text(Noon + 20_001), []),
        ];
        foreach (var (time, offsets) in expected)
        {
            var printed = await KafkaTools.AskAsync(broker.Address, "get-offsets", "--topic", topic, "--time", time);
            Assert.Equal(
                (time, string.Join(' ', offsets.Select(offset => $"{topic}:{offset}"))),
                (time, string.Join(' ', TextLines.Of(printed))));
        }
    }

    private async Task DeleteFirstAsync(string topic)
    {
        using var folder = new TempFolder();
        var file = folder.File("offsets.json");
        await File.WriteAllTextAsync(
            file, $$"""{"partitions":[{"topic":"{{topic}}","partition":0,"offset":1}],"version":1}""",
            TestContext.Current.CancellationToken);
        await KafkaTools.AskAsync(broker.Address, "delete-records", "--offset-json-file", file);
    }

    private static string Text(long timestampMs) => timestampMs.ToString(CultureInfo.InvariantCulture);
}

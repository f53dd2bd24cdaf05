using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Interop.Tests.Clients;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.TestKit;

namespace OrleansBroker.Interop.Tests;

/// <summary>Our log folders are Kafka's: its own tool reads them and finds nothing wrong.</summary>
public class LogFolderTests
{
    private const int RecordsPerBatch = 100;

    private static readonly CommandLineClient Kafka = new(Checkout.KafkaTools, "Java 17 (openjdk-17-jre-headless)");

    [Fact]
    public async Task Kafka_reads_segments_indexes_and_snapshots()
    {
        Assert.SkipUnless(File.Exists(Checkout.KafkaTools), $"Apache Kafka's tools are not at {Checkout.KafkaTools}");
        new CommandLineClient("java", "openjdk-17-jre-headless").RequireIt("-version");
        using var folder = new TempFolder();
        await using (var server = await ServerProcess.StartAsync(folder.File("data")))
        {
            await ProduceAsync(server.Address);
            await server.StopAsync();
        }

        var log = Path.Combine(folder.File("data"), "logs-0");
        var segments = Directory.GetFiles(log, "*.log");
        Assert.InRange(segments.Length, 2, 50);
        foreach (var segment in segments)
        {
            var dumped = await DumpAsync("--deep-iteration", "--files", segment);
            Assert.Contains("isvalid: true", dumped, StringComparison.Ordinal);
            Assert.DoesNotContain("isvalid: false", dumped, StringComparison.Ordinal);
        }

        foreach (var index in Directory.GetFiles(log, "*index"))
        {
            var dumped = await DumpAsync("--files", index);
            Assert.DoesNotContain("Mismatches", dumped, StringComparison.Ordinal);
            Assert.DoesNotContain("Found timestamp mismatch", dumped, StringComparison.Ordinal);
        }

        var snapshots = Directory.GetFiles(log, "*.snapshot");
        Assert.NotEmpty(snapshots);
        Assert.Contains("producerId: ", await DumpAsync("--files", snapshots.Max()!), StringComparison.Ordinal);
    }

    /// <summary>Every codec, in segments of 1 MB, so that several are sealed.</summary>
    private static async Task ProduceAsync(string address)
    {
        await using var client = await KafkaClient.ConnectAsync(address);
        await client.CreateTopicAsync("logs", 1, new Dictionary<string, string> { ["segment.bytes"] = "1048576" });
        var producer = await client.InitProducerIdAsync();
        var random = new Random(5);
        for (var batch = 0; batch < 50; batch++)
        {
            var values = Enumerable.Range(0, RecordsPerBatch)
                .Select(_ => random.GetItems("abcdefgh"u8.ToArray(), 1_000));
            var options = new RecordBatchOptions
            {
                Compression = (CompressionType)(batch % 5),
                ProducerId = producer.ProducerId,
                ProducerEpoch = producer.Epoch,
                BaseSequence = batch * RecordsPerBatch,
            };
            var bytes = TestBatch.OfValues(values, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), options);
            var answer = await client.ProduceAsync(new TopicPartition("logs", 0), bytes);
            Assert.Equal(ErrorCode.None, answer.ErrorCode);
        }
    }

    private static Task<string> DumpAsync(params string[] arguments) => Kafka.RunAsync(["dump-log", .. arguments]);
}

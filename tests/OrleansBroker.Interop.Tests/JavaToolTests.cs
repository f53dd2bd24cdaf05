using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Interop.Tests.Clients;

namespace OrleansBroker.Interop.Tests;

/// <summary>Apache Kafka's own command-line tools, and so its Java clients.</summary>
public partial class JavaToolTests(SharedBroker broker)
{
    private static readonly CommandLineClient Kafka = new(Checkout.KafkaTools, "Java 17 (openjdk-17-jre-headless)");

    [Fact]
    public async Task Topics_are_created_described_grown_and_deleted()
    {
        RequireTools();
        var topic = SharedBroker.NewTopic("java-topics");

        await RunAsync("topics", "--create", "--topic", topic, "--partitions", "2", "--config", "retention.ms=60000");
        var created = await RunAsync("topics", "--describe", "--topic", topic);
        await RunAsync("topics", "--alter", "--topic", topic, "--partitions", "5");
        var grown = await RunAsync("topics", "--describe", "--topic", topic);
        await RunAsync("topics", "--delete", "--topic", topic);
        var left = await RunAsync("topics", "--list");

        Assert.Contains("PartitionCount: 2", created, StringComparison.Ordinal);
        Assert.Contains("retention.ms=60000", created, StringComparison.Ordinal);
        Assert.Contains("PartitionCount: 5", grown, StringComparison.Ordinal);
        Assert.DoesNotContain(topic, left, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configs_are_altered_and_described()
    {
        RequireTools();
        var topic = SharedBroker.NewTopic("java-configs");
        string[] entity = ["--entity-type", "topics", "--entity-name", topic];
        await RunAsync("topics", "--create", "--topic", topic, "--partitions", "1");

        await RunAsync(["configs", "--alter", .. entity, "--add-config", "retention.ms=1234,segment.bytes=2000000"]);
        var changed = await RunAsync(["configs", "--describe", .. entity]);
        await RunAsync(["configs", "--alter", .. entity, "--delete-config", "retention.ms"]);
        var restored = await RunAsync(["configs", "--describe", .. entity]);
        var all = await RunAsync(["configs", "--describe", "--all", .. entity]);

        Assert.Contains("retention.ms=1234", changed, StringComparison.Ordinal);
        Assert.Contains("segment.bytes=2000000", restored, StringComparison.Ordinal);
        Assert.DoesNotContain("retention.ms=", restored, StringComparison.Ordinal);
        Assert.Contains("max.message.bytes=1048588", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_console_producer_sends_the_console_consumer_prints()
    {
        RequireTools();
        var topic = SharedBroker.NewTopic("java-console");
        var lines = TextLines.Numbered(1_000);

        await Kafka.RunWithInputAsync(
            string.Join('\n', lines) + '\n',
            "console-producer", "--bootstrap-server", broker.Address, "--topic", topic);
        var output = await RunAsync(
            "console-consumer", "--topic", topic, "--partition", "0", "--offset", "earliest",
            "--max-messages", $"{lines.Length}", "--timeout-ms", "30000");

        Assert.Equal(lines, TextLines.Of(output));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("snappy")]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public async Task Compressed_records_come_back(string codec)
    {
        RequireTools();
        var topic = SharedBroker.NewTopic($"java-{codec}");
        var lines = TextLines.Numbered(1_000);

        await Kafka.RunWithInputAsync(
            string.Join('\n', lines) + '\n',
            "console-producer", "--bootstrap-server", broker.Address, "--topic", topic, "--compression-codec", codec);
        var output = await RunAsync(
            "console-consumer", "--topic", topic, "--partition", "0", "--offset", "earliest",
            "--max-messages", $"{lines.Length}", "--timeout-ms", "30000");

        Assert.Equal(lines, TextLines.Of(output));
    }

    [Fact]
    public async Task The_verifiable_producer_gets_every_record_acknowledged()
    {
        RequireTools();
        var topic = SharedBroker.NewTopic("java-verifiable");
        await RunAsync("topics", "--create", "--topic", topic, "--partitions", "3");

        var output = await RunAsync("verifiable-producer", "--topic", topic, "--max-messages", "5000");
        var offsets = await RunAsync("get-offsets", "--topic", topic);

        var last = JsonNode.Parse(TextLines.Of(output)[^1])!;
        Assert.Equal((5_000, 5_000), ((int)last["sent"]!, (int)last["acked"]!));
        Assert.Equal(5_000, TextLines.Of(offsets).Sum(line => long.Parse(line.Split(':')[2])));
    }

    [Fact]
    public async Task The_perf_test_sends_all_its_records()
    {
        RequireTools();
        var topic = SharedBroker.NewTopic("java-perf");
        await RunAsync("topics", "--create", "--topic", topic, "--partitions", "3");

        var output = await Kafka.RunAsync(
            "producer-perf-test", "--topic", topic, "--num-records", "20000", "--record-size", "1000",
            "--throughput", "-1", "--producer-props", $"bootstrap.servers={broker.Address}", "acks=all");
        var offsets = await RunAsync("get-offsets", "--topic", topic);

        Assert.Matches(SentAll(), output);
        Assert.Equal(20_000, TextLines.Of(offsets).Sum(line => long.Parse(line.Split(':')[2])));
    }

    [Fact]
    public async Task Deleted_records_are_gone_and_the_rest_stays()
    {
        RequireTools();
        var topic = SharedBroker.NewTopic("java-delete");
        using var folder = new TempFolder();
        var lines = TextLines.Numbered(100);
        await Kafka.RunWithInputAsync(
            string.Join('\n', lines) + '\n',
            "console-producer", "--bootstrap-server", broker.Address, "--topic", topic);
        await File.WriteAllTextAsync(
            folder.File("offsets.json"),
            $$"""{"partitions":[{"topic":"{{topic}}","partition":0,"offset":40}],"version":1}""",
            TestContext.Current.CancellationToken);

        var deleted = await RunAsync("delete-records", "--offset-json-file", folder.File("offsets.json"));
        var earliest = await RunAsync("get-offsets", "--topic", topic, "--time", "earliest");
        var output = await RunAsync(
            "console-consumer", "--topic", topic, "--partition", "0", "--offset", "earliest",
            "--max-messages", "60", "--timeout-ms", "30000");

        Assert.Contains("low_watermark: 40", deleted, StringComparison.Ordinal);
        Assert.Equal($"{topic}:0:40", earliest.Trim());
        Assert.Equal(lines[40..], TextLines.Of(output));
    }

    [Fact]
    public async Task The_size_of_a_partition_and_its_producers_are_described()
    {
        RequireTools();
        var topic = SharedBroker.NewTopic("java-state");
        await RunAsync("topics", "--create", "--topic", topic, "--partitions", "1");
        await Kafka.RunWithInputAsync(
            "one\ntwo\n", "console-producer", "--bootstrap-server", broker.Address, "--topic", topic);

        var folders = await RunAsync("log-dirs", "--describe", "--topic-list", topic);
        var producers = await RunAsync("transactions", "describe-producers", "--topic", topic, "--partition", "0");

        var folder = JsonNode.Parse(TextLines.Of(folders)[^1])!["brokers"]![0]!["logDirs"]![0]!;
        var replica = folder["partitions"]![0]!;
        Assert.Null((string?)folder["error"]);
        Assert.Equal(($"{topic}-0", 0, false),
            ((string?)replica["partition"], (int)replica["offsetLag"]!, (bool)replica["isFuture"]!));
        Assert.True((long)replica["size"]! > 0);
        Assert.Equal(2, TextLines.Of(producers).Length);
    }

    [Fact]
    public async Task The_broker_lists_its_apis()
    {
        RequireTools();

        var output = await RunAsync("broker-api-versions");

        Assert.Contains("Produce(0): 0 to ", output, StringComparison.Ordinal);
        Assert.Contains("CreateTopics(19): 2 to 7", output, StringComparison.Ordinal);
    }

    private static void RequireTools()
    {
        Assert.SkipUnless(File.Exists(Checkout.KafkaTools), $"Apache Kafka's tools are not at {Checkout.KafkaTools}");
        new CommandLineClient("java", "openjdk-17-jre-headless").RequireIt("-version");
    }

    private Task<string> RunAsync(params string[] arguments) =>
        Kafka.RunAsync([arguments[0], "--bootstrap-server", broker.Address, .. arguments[1..]]);

    [GeneratedRegex("^20000 records sent", RegexOptions.Multiline)]
    private static partial Regex SentAll();
}

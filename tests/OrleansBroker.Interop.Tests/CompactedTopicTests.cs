using System.Text.RegularExpressions;
using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Interop.Tests.Clients;
using OrleansBroker.Protocol;
using OrleansBroker.TestKit;

namespace OrleansBroker.Interop.Tests;

/// <summary>A topic that is made compacted while the broker runs, as Kafka's own tools see it.</summary>
public sealed partial class CompactedTopicTests
{
    private const string Topic = "compacted";
    private const int Keys = 500;
    private const int Records = 60_000;

    private static readonly TopicPartition Partition = new(Topic, 0);
    private static readonly CommandLineClient Kafka = new(Checkout.KafkaTools, "Java 17 (openjdk-17-jre-headless)");

    [Theory]
    [InlineData("none")]
    [InlineData("zstd")]
    public async Task The_last_value_of_each_key_is_there_and_dump_log_finds_nothing_wrong(string codec)
    {
        Assert.SkipUnless(File.Exists(Checkout.KafkaTools), $"Apache Kafka's tools are not at {Checkout.KafkaTools}");
        new CommandLineClient("java", "openjdk-17-jre-headless").RequireIt("-version");
        using var folder = new TempFolder();
        await using (var server = await ServerProcess.StartAsync(
            folder.File("data"), null, "--Broker:Properties:log.cleaner.backoff.ms=100"))
        {
            await ProduceAsync(server.Address, codec);
            await MakeCompactedAsync(server.Address);
            await WaitUntilCleanedAsync(server);
            await CheckAsync(server.Address);
            await server.StopAsync();
        }

        var files = Directory.GetFiles(Path.Combine(folder.File("data"), $"{Topic}-0"), "0*");
        await DumpAsync(files);
    }

    private static async Task ProduceAsync(string address, string codec)
    {
        await Kafka.RunAsync(
            "topics", "--bootstrap-server", address, "--create", "--topic", Topic, "--partitions", "1",
            "--config", "segment.bytes=1048576");
        await Kafka.RunWithInputAsync(
            string.Concat(Enumerable.Range(0, Records).Select(number => $"key-{number % Keys}:{ValueOf(number)}\n")),
            "console-producer", "--bootstrap-server", address, "--topic", Topic, "--compression-codec", codec,
            "--reader-property", "parse.key=true", "--reader-property", "key.separator=:");
    }

    private static async Task MakeCompactedAsync(string address)
    {
        await Kafka.RunAsync(
            "configs", "--bootstrap-server", address, "--alter", "--entity-type", "topics", "--entity-name", Topic,
            "--add-config", "cleanup.policy=compact,min.cleanable.dirty.ratio=0.01");
        await using var client = await KafkaClient.ConnectAsync(address);
        var keyless = TestBatch.OfValues(["no key"u8.ToArray()], DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        Assert.Equal(ErrorCode.InvalidRecord, (await client.ProduceAsync(Partition, keyless)).ErrorCode);
    }

    /// <summary>All was produced before: the first round of the cleaner cleans what there is to clean.</summary>
    private static async Task WaitUntilCleanedAsync(ServerProcess server)
    {
        using var http = new HttpClient();
        var metrics = MetricsAddress().Match(server.Output).Value;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!Cleaned().IsMatch(await http.GetStringAsync(metrics, limit.Token)))
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task CheckAsync(string address)
    {
        await using var client = await KafkaClient.ConnectAsync(address);
        var left = await client.ReadAllAsync(Partition);
        Assert.InRange(left.Count, Keys, Records / 2);

        var consumed = await Kafka.RunAsync(
            "console-consumer", "--bootstrap-server", address, "--topic", Topic, "--partition", "0",
            "--offset", "earliest", "--max-messages", $"{left.Count}", "--timeout-ms", "30000",
            "--formatter-property", "print.key=true", "--formatter-property", "key.separator=:");

        var last = new Dictionary<string, string>();
        foreach (var line in TextLines.Of(consumed).Where(line => line.StartsWith("key-", default)))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            last[line[..colon]] = line[(colon + 1)..];
        }

        var expected = Enumerable.Range(Records - Keys, Keys)
            .ToDictionary(number => $"key-{number % Keys}", number => ValueOf(number));
        Assert.Equal(expected, last);
    }

    private static async Task DumpAsync(string[] files)
    {
        var logs = await Kafka.RunAsync("dump-log", "--deep-iteration", "--files", Join(files, ".log"));
        var sane = await Kafka.RunAsync("dump-log", "--index-sanity-check", "--files", Join(files, "index"));
        var verified = await Kafka.RunAsync("dump-log", "--verify-index-only", "--files", Join(files, "index"));

        Assert.Contains("isvalid: true", logs, StringComparison.Ordinal);
        foreach (var complaint in new[] { "isvalid: false", "ismatch", "ot found", "ut of order", "xception" })
        {
            Assert.DoesNotContain(complaint, logs + sane + verified, StringComparison.Ordinal);
        }
    }

    /// <summary>Values are of different lengths, and do not compress to nothing.</summary>
    private static string ValueOf(int number)
    {
        var random = new Random(number);
        return $"{number}-{new string(random.GetItems("abcdefghijklmnop".ToCharArray(), random.Next(60, 120)))}";
    }

    private static string Join(string[] files, string suffix) =>
        string.Join(',', files.Where(file => file.EndsWith(suffix, StringComparison.Ordinal)));

    [GeneratedRegex(@"http://\S+/metrics")]
    private static partial Regex MetricsAddress();

    [GeneratedRegex(@"^orleansbroker_cleaner_rounds_total\S* [1-9]", RegexOptions.Multiline)]
    private static partial Regex Cleaned();
}

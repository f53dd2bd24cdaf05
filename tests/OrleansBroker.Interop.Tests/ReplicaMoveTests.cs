using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Interop.Tests.Clients;
using OrleansBroker.Interop.Tests.Crash;
using OrleansBroker.Protocol;
using OrleansBroker.TestKit;

namespace OrleansBroker.Interop.Tests;

/// <summary>Kafka's own tools move a replica between two data folders while it is written with acks=all.</summary>
public sealed class ReplicaMoveTests : IDisposable
{
    private const string Topic = "moving";

    private static readonly CommandLineClient Kafka = new(Checkout.KafkaTools, "Java 17 (openjdk-17-jre-headless)");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reassign_partitions_moves_a_replica_and_every_record_stays_in_order()
    {
        Assert.SkipUnless(File.Exists(Checkout.KafkaTools), $"Apache Kafka's tools are not at {Checkout.KafkaTools}");
        new CommandLineClient("java", "openjdk-17-jre-headless").RequireIt("-version");
        var (first, second) = (_folder.File("first"), _folder.File("second"));
        int acknowledged;
        await using (var server = await ServerProcess.StartAsync($"{first},{second}"))
        {
            await using var client = await KafkaClient.ConnectAsync(server.Address);
            await client.CreateTopicAsync(
                Topic, 1, new Dictionary<string, string> { ["segment.bytes"] = "1048576" });
            var isFirst = Directory.Exists(Path.Combine(first, $"{Topic}-0"));
            var writer = new NumberedWriter(new(Topic, 0), await client.InitProducerIdAsync());
            var enough = new TaskCompletionSource();
            var written = writer.WriteAsync(client, _ => { }, enough.Task);

            await MoveAsync(server.Address, isFirst ? second : first);
            await MoveAsync(server.Address, isFirst ? first : second);
            var described = await Kafka.RunAsync(
                "log-dirs", "--bootstrap-server", server.Address, "--describe", "--topic-list", Topic);
            enough.SetResult();
            await written;

            Assert.DoesNotContain("\"isFuture\":true", described, StringComparison.Ordinal);
            Assert.Equal(isFirst, Directory.Exists(Path.Combine(first, $"{Topic}-0")));
            acknowledged = writer.Acknowledged;
            await CheckAsync(server.Address, acknowledged);
            await server.KillAsync();
        }

        await using var restarted = await ServerProcess.StartAsync($"{first},{second}");
        await CheckAsync(restarted.Address, acknowledged);
    }

    private async Task MoveAsync(string address, string target)
    {
        var file = _folder.File("reassignment.json");
        await File.WriteAllTextAsync(file, $$"""
            {"version":1,"partitions":[
              {"topic":"{{Topic}}","partition":0,"replicas":[1],"log_dirs":["{{target}}"]}]}
            """);
        string[] tool =
        [
            "reassign-partitions", "--bootstrap-server", address, "--reassignment-json-file", file,
        ];
        await Kafka.RunAsync([.. tool, "--execute", "--replica-alter-log-dirs-throttle", "50000000"]);

        // The tool itself takes a second or two to ask.
        string verified;
        do
        {
            verified = await Kafka.RunAsync([.. tool, "--verify"]);
        }
        while (!verified.Contains("completed successfully", StringComparison.Ordinal));
    }

    private static async Task CheckAsync(string address, int acknowledged)
    {
        await using var client = await KafkaClient.ConnectAsync(address);
        var numbers = (await client.ReadAllAsync(new(Topic, 0))).Select(NumberedWriter.NumberOf).ToList();
        Assert.InRange(numbers.Count, acknowledged, int.MaxValue);
        Assert.True(acknowledged > 0);
        Assert.Equal(Enumerable.Range(0, numbers.Count).Select(number => (long)number), numbers);
    }
}

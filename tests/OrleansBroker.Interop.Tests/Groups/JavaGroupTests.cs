using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Interop.Tests.Clients;

namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>Groups of Apache Kafka's own consumers, with both protocols, and its tool for groups.</summary>
public class JavaGroupTests
{
    private const int Partitions = 6;

    private static readonly CommandLineClient Kafka = new(Checkout.KafkaTools, "Java 17 (openjdk-17-jre-headless)");

    private static readonly string[] QuickGroups =
    [
        "--Broker:Properties:group.initial.rebalance.delay.ms=500",
        "--Broker:Properties:group.consumer.session.timeout.ms=6000",
        "--Broker:Properties:group.consumer.heartbeat.interval.ms=500",
    ];

    [Theory]
    [InlineData("classic")]
    [InlineData("consumer")]
    public async Task Three_members_share_the_work_also_when_one_is_killed_and_one_joins(string protocol)
    {
        RequireTools();
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(folder.File("data"), null, QuickGroups);
        await RunAsync(server, "topics", "--create", "--topic", "work", "--partitions", $"{Partitions}");
        await ProduceAsync(server, 3_000);

        var members = new List<VerifiableConsumer>();
        try
        {
            members.AddRange(Enumerable.Range(0, 3).Select(_ => NewMember(server, protocol)));
            await ExpectSharedAsync(members);
            await ExpectConsumedAsync(members, 3_000);

            await members[0].Client.KillAsync();
            members.Add(NewMember(server, protocol));
            await ExpectSharedAsync(members[1..]);
            await ProduceAsync(server, 3_000);
            await ExpectConsumedAsync(members, 6_000);

            foreach (var member in members[1..])
            {
                await member.Client.StopAsync();
            }

            Assert.Equal(6_000, await CommittedAsync(server));
        }
        finally
        {
            foreach (var member in members)
            {
                await member.DisposeAsync();
            }
        }
    }

    [Theory]
    [InlineData("classic")]
    [InlineData("consumer")]
    public async Task A_group_goes_on_where_it_was_after_a_restart_of_the_broker(string protocol)
    {
        RequireTools();
        using var folder = new TempFolder();
        await using (var before = await ServerProcess.StartAsync(folder.File("data"), null, QuickGroups))
        {
            await RunAsync(before, "topics", "--create", "--topic", "work", "--partitions", $"{Partitions}");
            await ProduceAsync(before, 1_000);
            Assert.Equal(1_000, await ConsumeAsync(before, protocol, 1_000));
            await before.StopAsync();
        }

        await using var after = await ServerProcess.StartAsync(folder.File("data"), null, QuickGroups);
        await ProduceAsync(after, 500);

        Assert.Equal(500, await ConsumeAsync(after, protocol, 500));
        Assert.Equal(1_500, await CommittedAsync(after));
    }

    [Fact]
    public async Task Groups_are_listed_described_reset_and_deleted()
    {
        RequireTools();
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(folder.File("data"), null, QuickGroups);
        await RunAsync(server, "topics", "--create", "--topic", "work", "--partitions", $"{Partitions}");
        await ProduceAsync(server, 600);
        await ConsumeAsync(server, "classic", 600);

        var listed = await RunAsync(server, "consumer-groups", "--list", "--state");
        var state = await RunAsync(server, "consumer-groups", "--describe", "--group", "readers", "--state");
        await RunAsync(
            server, "consumer-groups", "--reset-offsets", "--group", "readers", "--topic", "work", "--to-earliest",
            "--execute");
        var reset = await CommittedAsync(server);
        var again = await ConsumeAsync(server, "classic", 600);
        await RunAsync(server, "consumer-groups", "--delete", "--group", "readers");
        var left = await RunAsync(server, "consumer-groups", "--list");

        Assert.Matches(@"readers\s+Empty", listed);
        Assert.Matches(@"readers\s+.*Empty\s+0", state);
        Assert.Equal(0, reset);
        Assert.Equal(600, again);
        Assert.DoesNotContain("readers", left, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kafka_s_tool_reads_the_groups_own_topic()
    {
        RequireTools();
        using var folder = new TempFolder();
        await using (var server = await ServerProcess.StartAsync(folder.File("data"), null, QuickGroups))
        {
            await RunAsync(server, "topics", "--create", "--topic", "work", "--partitions", $"{Partitions}");
            await ProduceAsync(server, 100);
            await ConsumeAsync(server, "classic", 100);
            await server.StopAsync();
        }

        var log = Directory.EnumerateFiles(folder.File("data"), "*.log", SearchOption.AllDirectories)
            .Single(file => file.Contains("__consumer_offsets-", StringComparison.Ordinal)
                && new FileInfo(file).Length > 0);
        var dumped = await Kafka.RunAsync("dump-log", "--offsets-decoder", "--files", log);

        Assert.Contains("""key: {"type":"2","data":{"group":"readers"}}""", dumped, StringComparison.Ordinal);
        Assert.Matches("""key: {"type":"1","data":{"group":"readers","topic":"work","partition":\d}}""", dumped);
    }

    private static VerifiableConsumer NewMember(ServerProcess server, string protocol) =>
        VerifiableConsumer.Start(server.Address, "work", "readers", protocol);

    private static Task ExpectSharedAsync(IReadOnlyCollection<VerifiableConsumer> members) =>
        RunningClient.WaitUntilAsync(
            [.. members.Select(member => member.Client)],
            () => members.All(member => member.Assigned.Length == Partitions / members.Count)
                && members.SelectMany(member => member.Assigned).Distinct().Count() == Partitions,
            "every partition with one member, and each with as many");

    private static Task ExpectConsumedAsync(IReadOnlyCollection<VerifiableConsumer> members, int records) =>
        RunningClient.WaitUntilAsync(
            [.. members.Select(member => member.Client)],
            () => members.SelectMany(member => member.Consumed).Distinct().Count() == records,
            $"all {records} records read");

    private static Task ProduceAsync(ServerProcess server, int records) =>
        RunAsync(server, "verifiable-producer", "--topic", "work", "--max-messages", $"{records}");

    /// <returns>The number of records that came, at most as many as asked for.</returns>
    private static async Task<int> ConsumeAsync(ServerProcess server, string protocol, int records)
    {
        await using var member = NewMember(server, protocol);
        await ExpectConsumedAsync([member], records);
        await member.Client.StopAsync();
        return member.Consumed.Count();
    }

    private static async Task<long> CommittedAsync(ServerProcess server)
    {
        var described = await RunAsync(server, "consumer-groups", "--describe", "--group", "readers");
        return TextLines.Of(described)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns[0] == "readers" && columns[3] != "-")
            .Sum(columns => long.Parse(columns[3], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static void RequireTools()
    {
        Assert.SkipUnless(File.Exists(Checkout.KafkaTools), $"Apache Kafka's tools are not at {Checkout.KafkaTools}");
        new CommandLineClient("java", "openjdk-17-jre-headless").RequireIt("-version");
    }

    private static Task<string> RunAsync(ServerProcess server, params string[] arguments) =>
        Kafka.RunAsync([arguments[0], "--bootstrap-server", server.Address, .. arguments[1..]]);
}

using OrleansBroker.Gateway.Tests.Brokers;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;
using Replica = OrleansBroker.Protocol.Messages.DescribeLogDirsResponse.DescribeLogDirsPartition;

namespace OrleansBroker.Gateway.Tests.Handlers;

/// <summary>A replica moves between the two data folders of a broker.</summary>
public sealed class ReplicaMoveTests : IDisposable
{
    private const string Topic = "moving";

    private readonly string _root = Directory.CreateTempSubdirectory("orleansbroker-").FullName;

    private string First => Path.Combine(_root, "first");

    private string Second => Path.Combine(_root, "second");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_replica_moves_to_and_fro_while_it_is_written_and_nothing_is_lost()
    {
        var written = new List<string>();
        await using (var broker = await StartAsync())
        {
            await using var client = await broker.ConnectAsync();
            await using var admin = await broker.ConnectAsync();
            await client.CreateTopicAsync(Topic, 1);
            string[] targets = [Second, First, Second];
            foreach (var target in targets)
            {
                var moved = MoveAsync(admin, target);
                while (!moved.IsCompleted)
                {
                    written.Add($"value-{written.Count}");
                    await ProduceAsync(client, written[^1]);
                }

                await moved;
            }

            Assert.Equal(written, await ValuesAsync(client));
        }

        Assert.True(Directory.Exists(Path.Combine(Second, $"{Topic}-0")));
        await using var restarted = await StartAsync();
        await using var reader = await restarted.ConnectAsync();
        Assert.Equal(written, await ValuesAsync(reader));
        var there = LogDirs.Indexes((await reader.DescribeLogDirsAsync())[1]);
        Assert.Equal([0], there);
    }

    [Fact]
    public async Task A_move_shows_as_a_future_replica_until_the_folder_asked_for_is_its_own()
    {
        await using var broker = await StartAsync(null, Slowly);
        await using var client = await broker.ConnectAsync();
        var (from, to) = await BeginSlowMoveAsync(client);

        var future = await FutureAsync(client, to);
        Assert.InRange(future.OffsetLag, 1, long.MaxValue);
        Assert.Equal(ErrorCode.None, await client.PlaceAsync(new(Topic, 0), from));

        while (LogDirs.Indexes((await client.DescribeLogDirsAsync()).Single(folder => folder.LogDir == to)).Length > 0)
        {
            await Task.Yield();
        }

        Assert.Equal("value", (await ValuesAsync(client))[^1]);
        await ProduceAsync(client, "more");
        await DeleteAsync(client);
    }

    [Fact]
    public async Task A_move_that_a_stop_has_interrupted_is_taken_up_by_the_next_start()
    {
        string to;
        await using (var broker = await StartAsync(null, Slowly))
        {
            await using var client = await broker.ConnectAsync();
            (_, to) = await BeginSlowMoveAsync(client);
            await FutureAsync(client, to);
        }

        Assert.Single(Directory.GetDirectories(to, $"{Topic}-0.*-future"));
        var log = new CollectedLog();
        await using (var broker = await StartAsync(log))
        {
            await using var client = await broker.ConnectAsync();
            await MovedAsync(client, to);
            Assert.Equal("value", (await ValuesAsync(client))[^1]);
            Assert.Single(log.Lines, line => line.Contains("was interrupted", StringComparison.Ordinal));
        }

        Assert.Empty(Directory.GetDirectories(to, "*-future"));
    }

    [Fact]
    public async Task A_topic_is_deleted_while_its_replica_moves()
    {
        await using var broker = await StartAsync(null, Slowly);
        await using var client = await broker.ConnectAsync();
        var (_, to) = await BeginSlowMoveAsync(client);
        await FutureAsync(client, to);

        await DeleteAsync(client);

        while (Directory.GetDirectories(to, "*-future").Length > 0)
        {
            await Task.Yield();
        }

        await client.CreateTopicAsync(Topic, 1);
        await ProduceAsync(client, "new");
        Assert.Equal(["new"], await ValuesAsync(client));
    }

    private static (string Name, string Value) Slowly =>
        ("replica.alter.log.dirs.io.max.bytes.per.second", "1");

    private static async Task ProduceAsync(KafkaClient client, string value)
    {
        var produced = await client.ProduceAsync(new(Topic, 0), LogDirs.Batch(value));
        Assert.Equal(ErrorCode.None, produced.ErrorCode);
    }

    private static async Task DeleteAsync(KafkaClient client)
    {
        var request = new DeleteTopicsRequest { TopicNames = [Topic] };
        var response = await client.Connection.SendAsync<DeleteTopicsRequest, DeleteTopicsResponse>(request, 5);
        Assert.Equal(ErrorCode.None, response.Responses[0].ErrorCode);
    }

    private async Task<(string From, string To)> BeginSlowMoveAsync(KafkaClient client)
    {
        await client.CreateTopicAsync(Topic, 1);
        for (var count = 0; count < 40; count++)
        {
            await ProduceAsync(client, new string('x', 50_000));
        }

        await ProduceAsync(client, "value");
        var isFirst = LogDirs.Indexes((await client.DescribeLogDirsAsync())[0]).Length > 0;
        var (from, to) = isFirst ? (First, Second) : (Second, First);
        Assert.Equal(ErrorCode.None, await client.PlaceAsync(new(Topic, 0), to));
        Assert.Equal(ErrorCode.None, await client.PlaceAsync(new(Topic, 0), to));
        return (from, to);
    }

    private static async Task MoveAsync(KafkaClient client, string target)
    {
        Assert.Equal(ErrorCode.None, await client.PlaceAsync(new(Topic, 0), target));
        await MovedAsync(client, target);
    }

    private static async Task MovedAsync(KafkaClient client, string target)
    {
        bool isThere;
        do
        {
            await Task.Yield();
            var folders = await client.DescribeLogDirsAsync();
            var replica = folders.SelectMany(folder => folder.Topics, (folder, topic) => (folder.LogDir, topic));
            isThere = replica.All(found => found.LogDir == target && !found.topic.Partitions[0].IsFutureKey);
        }
        while (!isThere);
    }

    private static async Task<Replica> FutureAsync(KafkaClient client, string folder)
    {
        while (true)
        {
            var described = (await client.DescribeLogDirsAsync()).Single(found => found.LogDir == folder);
            if (described.Topics is [var topic]
                && topic.Partitions[0] is { IsFutureKey: true, PartitionSize: > 0 } future)
            {
                return future;
            }

            await Task.Yield();
        }
    }

    private static async Task<List<string>> ValuesAsync(KafkaClient client) =>
        [.. (await client.ReadAllAsync(new(Topic, 0))).Select(record => record.ValueText!)];

    private Task<RunningBroker> StartAsync(
        CollectedLog? log = null, params (string Name, string Value)[] properties) =>
        RunningBroker.StartAsync($"{First},{Second}", log, properties);
}

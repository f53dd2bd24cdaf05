using OrleansBroker.Gateway.Tests.Brokers;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;
using Folder = OrleansBroker.Protocol.Messages.DescribeLogDirsResponse.DescribeLogDirsResult;

namespace OrleansBroker.Gateway.Tests.Handlers;

/// <summary>A broker of two data folders, one of which comes and goes.</summary>
public sealed class LogDirTests : IDisposable
{
    private const string Topic = "on-both";
    private const int Partitions = 4;

    private readonly string _root = Directory.CreateTempSubdirectory("orleansbroker-").FullName;

    private string First => Path.Combine(_root, "first");

    private string Second => Path.Combine(_root, "second");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task What_lies_on_a_folder_that_is_gone_is_offline_until_it_is_back()
    {
        int[] there, gone;
        await using (var broker = await StartAsync())
        {
            await using var client = await broker.ConnectAsync();
            await client.CreateTopicAsync(Topic, Partitions);
            await ProduceAsync(client, "kept", [0, 1, 2, 3]);
            var folders = await DescribeAsync(client);
            (there, gone) = (Indexes(folders[0]), Indexes(folders[1]));
            Assert.Equal((2, 2), (there.Length, gone.Length));
        }

        Directory.Move(Second, Second + "-away");
        var log = new CollectedLog();
        await using (var broker = await StartAsync(log))
        {
            await using var client = await broker.ConnectAsync();
            Assert.Equal(gone, await LeaderlessAsync(client));
            await ProduceAsync(client, "more", there);
            var refused = await client.ProduceAsync(new(Topic, gone[0]), Batch("lost"));
            Assert.Equal(ErrorCode.KafkaStorageError, refused.ErrorCode);
            Assert.Empty(Directory.GetDirectories(Second, $"{Topic}-*"));
            Assert.Equal(there, Indexes((await DescribeAsync(client))[0]));
            Assert.Single(log.Lines, line => line.Contains(
                "2 partition(s) that it holds are offline", StringComparison.Ordinal));
        }

        Directory.Delete(Second, recursive: true);
        Directory.Move(Second + "-away", Second);
        await using (var broker = await StartAsync())
        {
            await using var client = await broker.ConnectAsync();
            Assert.Empty(await LeaderlessAsync(client));
            foreach (var index in Enumerable.Range(0, Partitions))
            {
                var values = (await client.ReadAllAsync(new(Topic, index))).Select(record => record.ValueText);
                Assert.Equal(gone.Contains(index) ? ["kept"] : ["kept", "more"], values);
            }
        }
    }

    [Fact]
    public async Task A_folder_that_cannot_be_opened_is_named_and_the_others_are_served()
    {
        await File.WriteAllTextAsync(Second, "no folder", TestContext.Current.CancellationToken);
        await using var broker = await StartAsync();
        await using var client = await broker.ConnectAsync();

        await client.CreateTopicAsync(Topic, Partitions);
        await ProduceAsync(client, "value", [0, 1, 2, 3]);

        var folders = await DescribeAsync(client);
        Assert.Equal([(First, ErrorCode.None), (Second, ErrorCode.KafkaStorageError)],
            folders.Select(folder => (folder.LogDir, folder.ErrorCode)));
        Assert.Equal([0, 1, 2, 3], Indexes(folders[0]));
        Assert.Equal(ErrorCode.KafkaStorageError, await PlaceAsync(client, 0, Second));
    }

    [Fact]
    public async Task Folders_tell_the_sizes_of_their_replicas_and_of_their_disks()
    {
        await using var broker = await StartAsync();
        await using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync(Topic, Partitions);
        var batch = Batch("value");
        await client.ProduceAsync(new(Topic, 1), batch);

        var folders = await DescribeAsync(client, new() { Topics = [new() { Topic = Topic, Partitions = [1, 9] }] });

        Assert.All(folders, folder => Assert.InRange(folder.UsableBytes, 1, folder.TotalBytes));
        var replica = Assert.Single(folders.SelectMany(folder => folder.Topics)).Partitions.Single();
        Assert.Equal((1, batch.Length, 0), (replica.PartitionIndex, replica.PartitionSize, replica.OffsetLag));
    }

    [Fact]
    public async Task A_replica_stays_where_it_lies_and_moves_only_to_folders_of_this_broker()
    {
        await using var broker = await StartAsync();
        await using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync(Topic, Partitions);
        var here = Indexes((await DescribeAsync(client))[0])[0];

        Assert.Equal(ErrorCode.None, await PlaceAsync(client, here, First));
        Assert.Equal(ErrorCode.LogDirNotFound, await PlaceAsync(client, here, "/nowhere"));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, await PlaceAsync(client, Partitions, First));
        Assert.Contains(here, Indexes((await DescribeAsync(client))[0]));
    }

    [Fact]
    public async Task A_log_that_was_carried_to_another_folder_is_found_there()
    {
        int moved;
        await using (var broker = await StartAsync())
        {
            await using var client = await broker.ConnectAsync();
            await client.CreateTopicAsync(Topic, Partitions);
            await ProduceAsync(client, "kept", [0, 1, 2, 3]);
            moved = Indexes((await DescribeAsync(client))[1])[0];
        }

        Directory.Move(Path.Combine(Second, $"{Topic}-{moved}"), Path.Combine(First, $"{Topic}-{moved}"));
        await using (var broker = await StartAsync())
        {
            await using var client = await broker.ConnectAsync();
            Assert.Equal(["kept"], (await client.ReadAllAsync(new(Topic, moved))).Select(record => record.ValueText));
            Assert.Contains(moved, Indexes((await DescribeAsync(client))[0]));
        }
    }

    private static int[] Indexes(Folder folder) => LogDirs.Indexes(folder);

    private static async Task<int[]> LeaderlessAsync(KafkaClient client)
    {
        var metadata = await client.MetadataAsync(Topic);
        return
        [
            .. from partition in metadata.Topics[0].Partitions
               where partition.ErrorCode == ErrorCode.LeaderNotAvailable && partition.OfflineReplicas.Count == 1
               orderby partition.PartitionIndex
               select partition.PartitionIndex,
        ];
    }

    private static Task<List<Folder>> DescribeAsync(KafkaClient client, DescribeLogDirsRequest? request = null) =>
        client.DescribeLogDirsAsync(request);

    private static Task<ErrorCode> PlaceAsync(KafkaClient client, int partition, string path) =>
        client.PlaceAsync(new(Topic, partition), path);

    private static byte[] Batch(string value) => LogDirs.Batch(value);

    private static async Task ProduceAsync(KafkaClient client, string value, int[] partitions)
    {
        foreach (var index in partitions)
        {
            Assert.Equal(ErrorCode.None, (await client.ProduceAsync(new(Topic, index), Batch(value))).ErrorCode);
        }
    }

    private Task<RunningBroker> StartAsync(CollectedLog? log = null) =>
        RunningBroker.StartAsync($"{First},{Second}", log);
}

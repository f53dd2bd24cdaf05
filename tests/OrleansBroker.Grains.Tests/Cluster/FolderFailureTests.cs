using Microsoft.Extensions.Hosting;
using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Grains.Brokers;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Grains.Tests.Kit;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Tests.Cluster;

/// <summary>A broker with two data folders, whose disks die while it runs.</summary>
public sealed class FolderFailureTests : IDisposable
{
    private readonly TestFolder _disk = new();
    private readonly FailingDisk _files = new();

    public FolderFailureTests()
    {
        Directory.CreateDirectory(First);
        Directory.CreateDirectory(Second);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string First => _disk.Sub("broker-1-a");

    private string Second => _disk.Sub("broker-1-b");

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task Only_the_partitions_of_a_folder_that_fails_are_offline_until_a_start_with_it()
    {
        var cluster = await BrokerCluster.StartAsync(1, _disk, _files);
        var topic = await CreateAsync(cluster, "before");
        foreach (var partition in cluster.Partitions(1).Partitions)
        {
            await LedPartition.AppendAsync(partition, -1, "kept");
        }

        var lost = cluster.Partitions(1).Partitions.Where(led => led.Log.Folder.Path == Second).ToList();
        Assert.Equal(2, lost.Count);
        _files.Dead = Second;
        var refused = await LedPartition.AppendAsync(lost[0], -1, "lost");
        Assert.Equal(ErrorCode.KafkaStorageError, refused.Error);

        var image = await cluster.UntilAsync(1, image => Leaderless(image, topic).Count == 2, Stop);
        Assert.Equal(lost.Select(led => led.Id.Partition).Order(), Leaderless(image, topic));
        Assert.All(lost, led => Assert.True(cluster.Partitions(1).IsOffline(led.Id)));
        Assert.Equal((1, 2), (cluster.Of<LogFolders>(1).OfflineCount, cluster.Partitions(1).OfflineCount));
        Assert.Single(image.Brokers[1].DirectoryIds);
        Assert.All(cluster.Partitions(1).Partitions, led => Assert.Equal(First, led.Log.Folder.Path));
        foreach (var partition in cluster.Partitions(1).Partitions)
        {
            Assert.Equal(ErrorCode.None, (await LedPartition.AppendAsync(partition, -1, "more")).Error);
        }

        await CreateAsync(cluster, "after");
        Assert.Equal(6, cluster.Partitions(1).Partitions.Count(led => led.Log.Folder.Path == First));
        await cluster.DisposeKeepingDiskAsync();

        _files.Dead = null;
        var restarted = await BrokerCluster.StartAsync(1, _disk, _files);
        Assert.Equal((8, 0), (restarted.Partitions(1).Count, restarted.Partitions(1).OfflineCount));
        foreach (var partition in restarted.Partitions(1).Partitions.Where(led => led.Name.Topic == "before"))
        {
            string[] expected = partition.Log.Folder.Path == First ? ["kept", "more"] : ["kept"];
            Assert.Equal(expected, await LedPartition.ReadAsync(partition));
        }

        await restarted.DisposeKeepingDiskAsync();
    }

    [Fact]
    public async Task A_full_disk_is_no_failing_folder_and_goes_on_by_itself_once_it_has_room()
    {
        var cluster = await BrokerCluster.StartAsync(1, _disk, _files);
        var folder = cluster.Of<LogFolders>(1).All.Single(folder => folder.Path == Second);
        var hasRoom = new TaskCompletionSource();
        folder.GotRoom += _ => hasRoom.SetResult();
        await CreateAsync(cluster, "before");
        var partition = cluster.Partitions(1).Partitions.First(led => led.Log.Folder == folder);
        await LedPartition.AppendAsync(partition, -1, "kept");

        _files.Full = Second;
        Assert.Equal(ErrorCode.KafkaStorageError, (await LedPartition.AppendAsync(partition, -1, "value")).Error);
        Assert.Equal(ErrorCode.KafkaStorageError, (await LedPartition.AppendAsync(partition, 1, "value")).Error);
        await CreateAsync(cluster, "meanwhile");
        Assert.Equal((0, 2), (cluster.Of<LogFolders>(1).OfflineCount, cluster.Partitions(1).OfflineCount));
        Assert.Equal(["kept"], await LedPartition.ReadAsync(partition));

        _files.Full = null;
        await hasRoom.Task.WaitAsync(Stop);
        Assert.Equal(ErrorCode.None, (await LedPartition.AppendAsync(partition, -1, "more")).Error);
        Assert.Equal(["kept", "more"], await LedPartition.ReadAsync(partition));
        await CreateAsync(cluster, "after");
        Assert.Equal((12, 0), (cluster.Partitions(1).Count, cluster.Partitions(1).OfflineCount));
        await cluster.DisposeKeepingDiskAsync();
    }

    [Fact]
    public async Task When_every_folder_has_failed_the_broker_stops_and_says_why()
    {
        var cluster = await BrokerCluster.StartAsync(1, _disk, _files);
        await CreateAsync(cluster, "t");
        var stopping = new TaskCompletionSource();
        var host = cluster.Of<IHostApplicationLifetime>(1);
        using var registration = host.ApplicationStopping.Register(stopping.SetResult);

        _files.Dead = _disk.Sub("broker-1");
        foreach (var partition in cluster.Partitions(1).Partitions)
        {
            await LedPartition.AppendAsync(partition, -1, "value");
        }

        await stopping.Task.WaitAsync(Stop);
        Assert.Contains("Every data folder", cluster.Broker(1).Failure, StringComparison.Ordinal);
        await cluster.DisposeKeepingDiskAsync();
    }

    private static List<int> Leaderless(MetadataImage image, Guid topic)
    {
        Assert.True(image.TryGetTopic(new TopicId(topic), out var found));
        return
        [
            .. from entry in found.Partitions.Index()
               where entry.Item.Leader == PartitionMetadata.NoLeader
               select entry.Index,
        ];
    }

    private static async Task<Guid> CreateAsync(BrokerCluster cluster, string name)
    {
        var command = new CreateTopicsCommand { Topics = [new NewTopic { Name = name, Partitions = 4 }] };
        var outcomes = await cluster.Admin(1).CreateTopicsAsync(command, TimeSpan.FromSeconds(20), Stop);
        return outcomes.Single().TopicId;
    }
}

using Orleans.Runtime;
using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Abstractions.Partitions;
using OrleansBroker.Grains.Admin;
using OrleansBroker.Grains.Controller;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Grains.Tests.Kit;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Grains.Tests.Cluster;

public class BrokerClusterTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_created_topic_can_be_used_at_once_on_the_silo_that_created_it()
    {
        await using var cluster = await BrokerCluster.StartAsync(1);

        var outcome = await CreateAsync(cluster, 1, "t", 3);

        Assert.Equal((ErrorCode.None, 3), (outcome.Error, outcome.Partitions));
        Assert.Equal(3, cluster.Partitions(1).Count);
        var written = await LedPartition.AppendAsync(Find(cluster, 1, outcome.TopicId, 2)!, -1, "hello");
        Assert.Equal((ErrorCode.None, 0), (written.Error, written.BaseOffset));
        Assert.Equal(22, cluster.Metadata(1).Current.ClusterId.Length);
    }

    [Fact]
    public async Task Many_who_ask_for_a_missing_topic_at_once_get_the_same_one()
    {
        await using var cluster = await BrokerCluster.StartAsync(1);

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => cluster.Admin(1).EnsureTopicAsync("auto", Stop)));

        Assert.All(outcomes, outcome => Assert.Equal(ErrorCode.None, outcome.Error));
        Assert.Equal(1, cluster.Metadata(1).Current.TopicCount);
    }

    [Fact]
    public async Task After_a_restart_the_topic_is_led_at_the_next_epoch_with_its_records()
    {
        var disk = new TestFolder();
        var first = await BrokerCluster.StartAsync(1, disk);
        var topic = await CreateAsync(first, 1, "t", 1);
        await LedPartition.AppendAsync(Find(first, 1, topic.TopicId, 0)!, -1, "kept");
        var clusterId = first.Metadata(1).Current.ClusterId;
        await first.DisposeKeepingDiskAsync();

        await using var second = await BrokerCluster.StartAsync(1, disk);

        var partition = Find(second, 1, topic.TopicId, 0)!;
        Assert.Equal(1, partition.LeaderEpoch);
        Assert.Equal(["kept"], await ReadAllAsync(partition));
        Assert.Equal(clusterId, second.Metadata(1).Current.ClusterId);
    }

    [Fact]
    public async Task No_producer_id_is_given_twice_over_restarts()
    {
        var disk = new TestFolder();
        var first = await BrokerCluster.StartAsync(1, disk);
        var before = await first.Of<ProducerIdSource>(1).NextAsync(Stop);
        await first.DisposeKeepingDiskAsync();

        await using var second = await BrokerCluster.StartAsync(1, disk);

        Assert.True(await second.Of<ProducerIdSource>(1).NextAsync(Stop) > before);
    }

    [Fact]
    public async Task A_deleted_topic_is_led_no_more_and_its_log_is_out_of_service()
    {
        await using var cluster = await BrokerCluster.StartAsync(1);
        var topic = await CreateAsync(cluster, 1, "t", 1);
        var partition = Find(cluster, 1, topic.TopicId, 0)!;

        var command = new DeleteTopicsCommand { Topics = [new TopicReference { Name = "t" }] };
        await cluster.Admin(1).DeleteTopicsAsync(command, Patience, Stop);

        Assert.False(cluster.Metadata(1).Current.TryGetTopic("t", out _));
        await CreateAsync(cluster, 1, "t", 1);
        Assert.Equal(ErrorCode.NotLeaderOrFollower, partition.CheckLeader(-1));
        Assert.Null(Find(cluster, 1, topic.TopicId, 0));
        Assert.Equal(1, cluster.Partitions(1).Count);
    }

    [Fact]
    public async Task Changed_configs_reach_the_partition()
    {
        await using var cluster = await BrokerCluster.StartAsync(1);
        var topic = await CreateAsync(cluster, 1, "t", 1);

        var change = new ConfigResourceChange
        {
            Type = ConfigResourceType.Topic,
            Name = "t",
            Changes = [new ConfigChange { Name = "max.message.bytes", Value = "1234" }],
        };
        await cluster.Admin(1).AlterConfigsAsync(new AlterConfigsCommand { Resources = [change] }, Patience, Stop);

        Assert.Equal(1234, Find(cluster, 1, topic.TopicId, 0)!.Settings.MaxMessageBytes);
    }

    [Fact]
    public async Task Each_silo_of_three_leads_its_share_and_all_know_everything()
    {
        await using var cluster = await BrokerCluster.StartAsync(3);

        var topic = await CreateAsync(cluster, 2, "t", 6);

        foreach (var broker in new[] { 1, 2, 3 })
        {
            await WaitForAsync(cluster, broker, "t");
            Assert.Equal(3, cluster.Metadata(broker).Current.Brokers.Count);
            Assert.Equal(2, cluster.Partitions(broker).Count);
        }

        Assert.Equal(6, topic.Partitions);
    }

    [Fact]
    public async Task The_partition_grain_serves_on_the_leaders_silo_whoever_calls()
    {
        await using var cluster = await BrokerCluster.StartAsync(2);
        var topic = await CreateAsync(cluster, 1, "t", 2);
        await WaitForAsync(cluster, 2, "t");

        foreach (var (caller, partition) in new[] { (1, 0), (1, 1), (2, 0), (2, 1) })
        {
            var grain = Grain(cluster, caller, topic.TopicId, partition);
            Assert.Equal(ErrorCode.None, (await grain.Append(new PartitionAppend { Batch = Batch("v") })).Error);
        }

        Assert.Equal(2, (await Grain(cluster, 1, topic.TopicId, 0).GetStatus()).LogEndOffset);
        Assert.Equal(2, (await Grain(cluster, 2, topic.TopicId, 1).GetStatus()).LogEndOffset);
    }

    [Fact]
    public async Task A_silo_that_the_record_does_not_name_refuses()
    {
        await using var cluster = await BrokerCluster.StartAsync(2);
        var topic = await CreateAsync(cluster, 1, "t", 2);
        await WaitForAsync(cluster, 2, "t");
        cluster.Metadata(1).Current.TryGetTopic("t", out var image);
        var other = image!.Partitions[0].Leader == 1 ? 2 : 1;

        Assert.Null(Find(cluster, other, topic.TopicId, 0));

        // The record says an earlier incarnation of the leader, as after a restart that has not been told yet.
        var grain = Grain(cluster, 1, topic.TopicId, 0);
        var leader = image.Partitions[0].Leader;
        cluster.Partitions(leader).Resign(new TopicIdPartition(image.TopicId, 0));
        Assert.Equal(ErrorCode.NotLeaderOrFollower,
            (await grain.Append(new PartitionAppend { Batch = Batch("v") })).Error);
    }

    [Fact]
    public async Task A_record_without_a_leader_ends_leadership_also_where_the_log_is_usable()
    {
        await using var cluster = await BrokerCluster.StartAsync(1);
        var topic = await CreateAsync(cluster, 1, "t", 1);
        var image = cluster.Metadata(1).Current;
        image.TryGetTopic("t", out var before);
        var record = before!.Partitions[0];
        var orphan = record with
        {
            Leader = PartitionMetadata.NoLeader,
            LeaderEpoch = record.LeaderEpoch + 1,
            PartitionEpoch = record.PartitionEpoch + 1,
        };

        await cluster.Broker(1).ApplyAsync(new MetadataUpdate
        {
            Version = image.Version.Next(),
            ClusterId = image.ClusterId,
            Topics = [before.Metadata with { Partitions = [orphan] }],
        });

        Assert.Null(Find(cluster, 1, topic.TopicId, 0));
    }

    [Fact]
    public async Task What_a_controller_stored_after_another_one_began_is_seen_by_all_in_a_newer_epoch()
    {
        await using var cluster = await BrokerCluster.StartAsync(1);
        await CreateAsync(cluster, 1, "before", 1);
        var epoch = cluster.Metadata(1).Current.Version.ControllerEpoch;
        var other = cluster.Of<ControllerServices>(1).OpenStore(
            ((GrainReference)cluster.Grains(1).GetGrain<IControllerGrain>(IControllerGrain.Key)).GrainId);
        Assert.Equal(epoch + 1, (await other.LoadAsync()).Cluster.ControllerEpoch);

        Assert.Equal(ErrorCode.None, (await CreateAsync(cluster, 1, "after", 1)).Error);

        Assert.True(cluster.Metadata(1).Current.TryGetTopic("after", out _));
        Assert.Equal(epoch + 2, cluster.Metadata(1).Current.Version.ControllerEpoch);
        Assert.False(await other.IsNewestAsync());
    }

    [Fact]
    public async Task The_grain_of_another_incarnation_is_not_this_broker()
    {
        await using var cluster = await BrokerCluster.StartAsync(1);
        var before = cluster.Metadata(1).Current.Version;
        var earlier = new BrokerKey(1, Guid.NewGuid());

        await Assert.ThrowsAnyAsync<Exception>(() => cluster.Grains(1)
            .GetGrain<IBrokerGrain>(earlier.ToString())
            .ApplyMetadata(new MetadataUpdate { Version = new MetadataVersion(99, 1), IsSnapshot = true }));

        Assert.Equal(before, cluster.Metadata(1).Current.Version);
    }

    private static async Task<CommandOutcome> CreateAsync(
        BrokerCluster cluster, int broker, string name, int partitions)
    {
        var command = new CreateTopicsCommand { Topics = [new NewTopic { Name = name, Partitions = partitions }] };
        return (await cluster.Admin(broker).CreateTopicsAsync(command, Patience, Stop)).Single();
    }

    private static Task WaitForAsync(BrokerCluster cluster, int broker, string topic) =>
        cluster.UntilAsync(broker, image => image.TryGetTopic(topic, out _), Stop);

    private static Partition? Find(BrokerCluster cluster, int broker, Guid topicId, int partition) =>
        cluster.Partitions(broker).TryGet(new TopicIdPartition(new TopicId(topicId), partition), out var found)
            ? found
            : null;

    private static IPartitionGrain Grain(BrokerCluster cluster, int caller, Guid topicId, int partition) =>
        cluster.Grains(caller).GetGrain<IPartitionGrain>(new PartitionKey(topicId, partition).ToString());

    private static byte[] Batch(string value)
    {
        using var builder = new RecordBatchBuilder();
        builder.Append(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), null,
            System.Text.Encoding.UTF8.GetBytes(value));
        var frame = builder.Build();
        var bytes = frame.Span.ToArray();
        frame.Release();
        return bytes;
    }

    private static async Task<List<string>> ReadAllAsync(Partition partition)
    {
        var watcher = new ReadableWatcher();
        partition.Watch(watcher);
        await watcher.UntilAsync(() => partition.HighWatermark == partition.LogEndOffset, Stop);
        partition.Unwatch(watcher);
        return await LedPartition.ReadAsync(partition);
    }
}

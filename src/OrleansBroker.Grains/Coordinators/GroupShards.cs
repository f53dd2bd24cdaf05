using System.Collections.Concurrent;
using Orleans;
using Orleans.Runtime;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>
/// The shards of this silo: one beside the leader of each partition of <c>__consumer_offsets</c>. Thread-safe.
/// </summary>
internal sealed class GroupShards : ILifecycleParticipant<ISiloLifecycle>
{
    private const string Name = "OrleansBroker.GroupShards";

    private readonly ConcurrentDictionary<TopicIdPartition, ShardHost> _hosts = new();
    private readonly PartitionRegistry _partitions;
    private readonly MetadataStore _metadata;
    private readonly ShardServices _services;

    public GroupShards(PartitionRegistry partitions, MetadataStore metadata, ShardServices services)
    {
        _partitions = partitions;
        _metadata = metadata;
        _services = services;
    }

    /// <summary>The hosts of the shards, in no order.</summary>
    public IEnumerable<ShardHost> All => _hosts.Values;

    // From before the broker leads anything until it has resigned everything.
    void ILifecycleParticipant<ISiloLifecycle>.Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        Name, ServiceLifecycleStage.RuntimeGrainServices, Follow, Unfollow);

    /// <summary>Hands a call to the shard of its group; refused with NOT_COORDINATOR when that is elsewhere.</summary>
    public void Submit(GroupCall call)
    {
        if (_metadata.Current.TryGetTopic(InternalTopics.ConsumerOffsets, out var topic)
            && _hosts.TryGetValue(ShardOf(topic, call.GroupId ?? ""), out var host))
        {
            host.Submit(call);
        }
        else
        {
            call.Refuse(ErrorCode.NotCoordinator);
        }
    }

    private static TopicIdPartition ShardOf(TopicImage topic, string groupId) =>
        new(topic.TopicId, GroupPartitioner.PartitionOf(groupId, topic.Partitions.Count));

    private Task Follow(CancellationToken cancellationToken)
    {
        _partitions.Led += OnLed;
        return Task.CompletedTask;
    }

    private Task Unfollow(CancellationToken cancellationToken)
    {
        _partitions.Led -= OnLed;
        return Task.WhenAll(_hosts.Values.Select(host => host.Completion)).WaitAsync(cancellationToken);
    }

    private void OnLed(Partition partition)
    {
        if (partition.Name.Topic != InternalTopics.ConsumerOffsets)
        {
            return;
        }

        var host = new ShardHost(partition, _services);
        _hosts[partition.Id] = host;
        host.Start();
        _ = ForgetWhenEndedAsync(host);
    }

    private async Task ForgetWhenEndedAsync(ShardHost host)
    {
        await host.Completion;
        _hosts.TryRemove(KeyValuePair.Create(host.Partition.Id, host));
    }
}

using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Controller;

/// <summary>
/// Loads the controller's state from its records, and stores changes: one record per topic and per section.
/// Single-threaded: called by one controller, one change at a time.
/// </summary>
internal sealed class ControllerStore(MetadataRecords records, Random random)
{
    private const string Cluster = "cluster";
    private const string Brokers = "brokers";
    private const string TopicIndex = "topics";
    private const string BrokerConfigs = "broker-configs";
    private const string GroupConfigs = "group-configs";
    private const string ProducerIds = "producer-ids";

    // Enough to hide the latency of a storage account, few enough to stay polite to it.
    private const int Parallelism = 16;

    /// <summary>Begins a new controller epoch and loads everything.</summary>
    public async Task<(ClusterRecord Cluster, ControllerState State)> LoadAsync()
    {
        var cluster = await records.ReadAsync<ClusterRecord>(Cluster);
        cluster = cluster is null
            ? new ClusterRecord(TopicId.Create(random).ToString(), 1)
            : cluster with { ControllerEpoch = cluster.ControllerEpoch + 1 };
        await records.WriteAsync(Cluster, cluster);

        var brokers = await records.ReadAsync<BrokersRecord>(Brokers);
        var index = await records.ReadAsync<TopicIndexRecord>(TopicIndex) ?? new TopicIndexRecord([], []);
        var configs = await records.ReadAsync<BrokerConfigsMetadata>(BrokerConfigs);
        var groups = await records.ReadAsync<GroupConfigsMetadata>(GroupConfigs);
        var producers = await records.ReadAsync<ProducerIdsRecord>(ProducerIds);
        var topics = new TopicMetadata[index.Topics.Length];
        await Parallel.ForEachAsync(Enumerable.Range(0, topics.Length), InParallel(), async (position, _) =>
            topics[position] = await ReadTopicAsync(index.Topics[position]));
        var state = new ControllerState { DeletedTopics = [.. index.Deleted] }.Apply(new StateChange
        {
            Brokers = brokers?.Brokers,
            Topics = topics,
            BrokerConfigs = configs,
            GroupConfigs = groups,
            NextProducerId = producers?.Next,
        });
        return (cluster, state);
    }

    /// <summary>Stores a change; when it returns, the next load sees it.</summary>
    /// <param name="change">The change.</param>
    /// <param name="before">The state that it was decided on.</param>
    /// <exception cref="StaleRecordException">Another controller has written; load again.</exception>
    public async Task SaveAsync(StateChange change, ControllerState before)
    {
        await Parallel.ForEachAsync(change.Topics, InParallel(), async (topic, _) =>
            await records.WriteAsync(NameOf(topic.TopicId), topic));
        if (change.Topics.Any(topic => !before.IsKnownId(topic.TopicId)) || change.DeletedTopics.Count > 0)
        {
            var after = before.Apply(change);
            var ids = after.Topics.Select(topic => topic.TopicId);
            await records.WriteAsync(TopicIndex, new TopicIndexRecord([.. ids], [.. after.DeletedTopics]));
        }

        if (change.Brokers is { } brokers)
        {
            await records.WriteAsync(Brokers, new BrokersRecord([.. brokers]));
        }

        if (change.BrokerConfigs is { } configs)
        {
            await records.WriteAsync(BrokerConfigs, configs);
        }

        if (change.GroupConfigs is { } groups)
        {
            await records.WriteAsync(GroupConfigs, groups);
        }

        if (change.NextProducerId is { } next)
        {
            await records.WriteAsync(ProducerIds, new ProducerIdsRecord(next));
        }

        foreach (var topic in change.DeletedTopics)
        {
            await records.ClearAsync(NameOf(topic.TopicId));
        }
    }

    /// <summary>
    /// Whether no other controller has begun since this one loaded. One that begins after this has answered loads all
    /// that was saved before.
    /// </summary>
    public Task<bool> IsNewestAsync() => records.IsUnchangedAsync(Cluster);

    private static ParallelOptions InParallel() => new() { MaxDegreeOfParallelism = Parallelism };

    private static string NameOf(Guid topicId) => $"topic-{topicId:N}";

    private async Task<TopicMetadata> ReadTopicAsync(Guid id) =>
        await records.ReadAsync<TopicMetadata>(NameOf(id))
        ?? throw new InvalidDataException($"The record of topic {id} is missing, although the index names it.");
}

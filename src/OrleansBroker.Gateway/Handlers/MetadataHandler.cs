using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>
/// Brokers, topics and leaders from this silo's image; topics that are missing may be created on the way.
/// </summary>
internal sealed class MetadataHandler(MetadataStore metadata, TopicAutoCreation autoCreation)
    : IHandler<MetadataRequest, MetadataResponse>
{
    /// <summary>Before it, an empty list of topics meant all of them.</summary>
    private const short FirstVersionWithNull = 1;

    /// <summary>Requests carry ids from version 10 on, but they are answered from here on (KIP-516).</summary>
    private const short FirstVersionById = 12;

    public async ValueTask<MetadataResponse?> HandleAsync(MetadataRequest request, RequestContext context)
    {
        var topics = await DescribeTopicsAsync(request, context);
        var image = metadata.Current;
        return new MetadataResponse
        {
            Brokers = [.. image.Brokers.Values.Select(ToBroker)],
            ClusterId = image.ClusterId,
            ControllerId = image.ControllerId,
            Topics = topics,
            ClusterAuthorizedOperations =
                AuthorizedOperations.OnCluster(request.IncludeClusterAuthorizedOperations),
        };
    }

    private static MetadataResponse.MetadataResponseBroker ToBroker(BrokerMetadata broker) => new()
    {
        NodeId = broker.BrokerId,
        Host = broker.Host,
        Port = broker.Port,
        Rack = broker.Rack,
    };

    private async ValueTask<List<MetadataResponse.MetadataResponseTopic>> DescribeTopicsAsync(
        MetadataRequest request, RequestContext context)
    {
        var operations = AuthorizedOperations.OnTopic(request.IncludeTopicAuthorizedOperations);
        if (request.Topics is not { } asked || (asked.Count == 0 && context.Version < FirstVersionWithNull))
        {
            var all = metadata.Current;
            return [.. all.Topics.Select(topic => Describe(all, topic, operations))];
        }

        if (context.Version < FirstVersionById
            && asked.Any(topic => topic.Name is null || topic.TopicId != TopicId.Zero))
        {
            return [.. asked.Select(topic => Failed(topic.Name ?? "", topic.TopicId, ErrorCode.InvalidRequest))];
        }

        var errors = await autoCreation.CreateMissingAsync(
            asked.Where(topic => topic.TopicId == TopicId.Zero).Select(topic => topic.Name ?? ""),
            request.AllowAutoTopicCreation, context.Connection.Closed);
        var image = metadata.Current;
        return [.. asked.Select(topic => Describe(image, topic, errors, operations))];
    }

    private static MetadataResponse.MetadataResponseTopic Describe(
        MetadataImage image, MetadataRequest.MetadataRequestTopic asked,
        IReadOnlyDictionary<string, ErrorCode> errors, int operations)
    {
        if (asked.TopicId != TopicId.Zero)
        {
            return image.TryGetTopic(asked.TopicId, out var byId)
                ? Describe(image, byId, operations)
                : Failed(null, asked.TopicId, ErrorCode.UnknownTopicId);
        }

        var name = asked.Name ?? "";
        return image.TryGetTopic(name, out var topic)
            ? Describe(image, topic, operations)
            : Failed(name, TopicId.Zero, errors.GetValueOrDefault(name, ErrorCode.UnknownTopicOrPartition));
    }

    private static MetadataResponse.MetadataResponseTopic Failed(string? name, TopicId id, ErrorCode error) =>
        new() { Name = name, TopicId = id, ErrorCode = error };

    private static MetadataResponse.MetadataResponseTopic Describe(
        MetadataImage image, TopicImage topic, int operations) => new()
    {
        Name = topic.Name,
        TopicId = topic.TopicId,
        IsInternal = topic.IsInternal,
        Partitions = [.. topic.Partitions.Select((partition, index) => Describe(image, partition, index))],
        TopicAuthorizedOperations = operations,
    };

    private static MetadataResponse.MetadataResponsePartition Describe(
        MetadataImage image, PartitionMetadata partition, int index)
    {
        var leader = image.Brokers.ContainsKey(partition.Leader) ? partition.Leader : PartitionMetadata.NoLeader;
        return new MetadataResponse.MetadataResponsePartition
        {
            ErrorCode = leader == PartitionMetadata.NoLeader ? ErrorCode.LeaderNotAvailable : ErrorCode.None,
            PartitionIndex = index,
            LeaderId = leader,
            LeaderEpoch = partition.LeaderEpoch,
            ReplicaNodes = [.. partition.Replicas],
            IsrNodes = [.. partition.Isr.Select(replica => replica.BrokerId)],
            OfflineReplicas = [.. partition.Replicas.Where(id => !image.IsOnline(partition, id))],
        };
    }
}

using System.Diagnostics.CodeAnalysis;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Cluster;

/// <summary>
/// Tells a client that asked the wrong broker, or in an old epoch, who leads the partition now and where (KIP-951), so
/// that it need not ask for metadata first. Thread-safe.
/// </summary>
internal sealed class LeaderHints(MetadataStore metadata)
{
    private const short FirstProduceVersion = 10;
    private const short FirstFetchVersion = 12;
    private const short FirstFetchVersionWithEndpoints = 16;

    public void AddTo(ProduceResponse response, short version)
    {
        if (version < FirstProduceVersion)
        {
            return;
        }

        var image = metadata.Current;
        var leaders = new SortedSet<int>();
        foreach (var topic in response.Responses)
        {
            foreach (var answer in topic.PartitionResponses)
            {
                if (IsMisdirected(answer.ErrorCode)
                    && TryFind(image, topic.Name, topic.TopicId, answer.Index, out var record))
                {
                    answer.CurrentLeader = new() { LeaderId = record.Leader, LeaderEpoch = record.LeaderEpoch };
                    leaders.Add(record.Leader);
                }
            }
        }

        response.NodeEndpoints = [.. Registered(image, leaders).Select(broker => new ProduceResponse.NodeEndpoint
        {
            NodeId = broker.BrokerId, Host = broker.Host, Port = broker.Port, Rack = broker.Rack,
        })];
    }

    public void AddTo(FetchResponse response, short version)
    {
        if (version < FirstFetchVersion)
        {
            return;
        }

        var image = metadata.Current;
        var leaders = new SortedSet<int>();
        foreach (var topic in response.Responses)
        {
            foreach (var answer in topic.Partitions)
            {
                if (IsMisdirected(answer.ErrorCode)
                    && TryFind(image, topic.Topic, topic.TopicId, answer.PartitionIndex, out var record))
                {
                    answer.CurrentLeader = new() { LeaderId = record.Leader, LeaderEpoch = record.LeaderEpoch };
                    leaders.Add(record.Leader);
                }
            }
        }

        if (version >= FirstFetchVersionWithEndpoints)
        {
            response.NodeEndpoints = [.. Registered(image, leaders).Select(broker => new FetchResponse.NodeEndpoint
            {
                NodeId = broker.BrokerId, Host = broker.Host, Port = broker.Port, Rack = broker.Rack,
            })];
        }
    }

    private static bool IsMisdirected(ErrorCode error) =>
        error is ErrorCode.NotLeaderOrFollower or ErrorCode.FencedLeaderEpoch;

    private static IEnumerable<BrokerMetadata> Registered(MetadataImage image, IEnumerable<int> brokerIds) =>
        brokerIds.Where(image.Brokers.ContainsKey).Select(id => image.Brokers[id]);

    // By name up to some version of either API, by id from there on: the other one is empty then.
    private static bool TryFind(
        MetadataImage image, string name, TopicId id, int partition, [NotNullWhen(true)] out PartitionMetadata? record)
    {
        record = null;
        var isKnown = id == TopicId.Zero ? image.TryGetTopic(name, out var topic) : image.TryGetTopic(id, out topic);
        if (isKnown && (uint)partition < (uint)topic!.Partitions.Count)
        {
            record = topic.Partitions[partition];
        }

        return record is not null;
    }
}

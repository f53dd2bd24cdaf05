using OrleansBroker.Coordination.Shard;
using OrleansBroker.Coordination.Topics;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using FetchedGroup = OrleansBroker.Protocol.Messages.OffsetFetchResponse.OffsetFetchResponseGroup;
using FetchedPartition = OrleansBroker.Protocol.Messages.OffsetFetchResponse.OffsetFetchResponsePartitions;
using FetchedTopic = OrleansBroker.Protocol.Messages.OffsetFetchResponse.OffsetFetchResponseTopics;

namespace OrleansBroker.Coordination.Offsets;

/// <summary>OffsetFetch of one group; changes nothing.</summary>
internal sealed class OffsetFetch(Group? group, ITopicCatalog topics, short version, bool requireStable)
{
    private const short TopicIdSince = 10;

    public FetchedGroup Run(OffsetFetchRequest.OffsetFetchRequestGroup request)
    {
        var error = group is null
            ? ErrorCode.None
            : CommitRules.CheckFetch(group, request.MemberId, request.MemberEpoch);
        return new FetchedGroup
        {
            GroupId = request.GroupId,
            ErrorCode = error,
            Topics = error != ErrorCode.None ? []
                : request.Topics is null ? [.. All()]
                : [.. request.Topics.Select(Of)],
        };
    }

    private IEnumerable<FetchedTopic> All() => group is null ? [] : group.Offsets.Topics
        .Concat(group.Offsets.Pending.Topics)
        .Distinct(StringComparer.Ordinal)
        .Select(name => (Name: name, Id: topics.TryGet(name, out var info) ? info.Id : TopicId.Zero))
        .Where(topic => version < TopicIdSince || topic.Id != TopicId.Zero)
        .Select(topic => new FetchedTopic
        {
            Name = topic.Name,
            TopicId = topic.Id,
            Partitions = [.. PartitionsOf(topic.Name).Select(partition => Of(topic.Name, topic.Id, partition))],
        });

    private IEnumerable<int> PartitionsOf(string topic) =>
        group!.Offsets.PartitionsOf(topic).Concat(group.Offsets.Pending.PartitionsOf(topic)).Distinct().Order();

    private FetchedTopic Of(OffsetFetchRequest.OffsetFetchRequestTopics request)
    {
        var isById = version >= TopicIdSince;
        var isKnown = isById ? topics.TryGet(request.TopicId, out var info) : topics.TryGet(request.Name, out info);
        var (name, id) = isKnown ? (info!.Name, info.Id) : (request.Name, request.TopicId);
        return new FetchedTopic
        {
            Name = name,
            TopicId = id,
            Partitions =
            [
                .. request.PartitionIndexes.Select(partition => isById && !isKnown
                    ? Nothing(partition, ErrorCode.UnknownTopicId)
                    : Of(name, id, partition)),
            ],
        };
    }

    /// <summary>An offset of a deleted topic of the same name is none of this topic's.</summary>
    private FetchedPartition Of(string topic, TopicId id, int partition)
    {
        if (requireStable && group?.Offsets.Pending.Contains(new TopicPartition(topic, partition)) == true)
            return Nothing(partition, ErrorCode.UnstableOffsetCommit);
        if (group is null || !group.Offsets.TryGet(topic, partition, out var offset) || IsOfAnother(id, offset.TopicId))
            return Nothing(partition, ErrorCode.None);
        return new FetchedPartition
        {
            PartitionIndex = partition,
            CommittedOffset = offset.Offset,
            CommittedLeaderEpoch = offset.LeaderEpoch,
            Metadata = offset.Metadata,
        };
    }

    private static bool IsOfAnother(TopicId wanted, TopicId committed) =>
        wanted != TopicId.Zero && committed != TopicId.Zero && wanted != committed;

    private static FetchedPartition Nothing(int partition, ErrorCode error) => new()
    {
        PartitionIndex = partition,
        CommittedOffset = CommittedOffset.NoOffset,
        ErrorCode = error,
    };
}

using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>The requests about committed offsets.</summary>
public sealed partial class GroupCoordinator
{
    /// <summary>Commits; the answer comes when what is committed is safe.</summary>
    public Task<OffsetCommitResponse> OffsetCommitAsync(OffsetCommitRequest request, GroupCaller caller) => AskAsync(
        request.GroupId, caller, (shard, context, nowMs) => shard.OffsetCommit(context, request, nowMs),
        error => new OffsetCommitResponse { Topics = [.. request.Topics.Select(topic => Refuse(topic, error))] });

    /// <summary>The committed offsets of one group.</summary>
    public async Task<OffsetFetchResponse.OffsetFetchResponseGroup> OffsetFetchAsync(
        OffsetFetchRequest.OffsetFetchRequestGroup request, bool requireStable, GroupCaller caller)
    {
        var response = await AskAsync(
            request.GroupId, caller,
            (shard, context, nowMs) => shard.OffsetFetch(context, request, requireStable, nowMs),
            error => new OffsetFetchResponse { Groups = [new() { GroupId = request.GroupId, ErrorCode = error }] });
        return response.Groups[0];
    }

    /// <summary>Forgets offsets of topics that nobody in the group reads.</summary>
    public Task<OffsetDeleteResponse> OffsetDeleteAsync(OffsetDeleteRequest request, GroupCaller caller) => AskAsync(
        request.GroupId, caller, (shard, context, nowMs) => shard.OffsetDelete(context, request, nowMs),
        error => new OffsetDeleteResponse { ErrorCode = error });

    private static OffsetCommitResponse.OffsetCommitResponseTopic Refuse(
        OffsetCommitRequest.OffsetCommitRequestTopic topic, ErrorCode error) => new()
    {
        Name = topic.Name,
        TopicId = topic.TopicId,
        Partitions =
        [
            .. topic.Partitions.Select(partition => new OffsetCommitResponse.OffsetCommitResponsePartition
            {
                PartitionIndex = partition.PartitionIndex,
                ErrorCode = error,
            }),
        ],
    };
}

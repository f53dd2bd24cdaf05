using System.Text;
using OrleansBroker.Coordination.Classic;
using OrleansBroker.Coordination.Consumer;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Coordination.Topics;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Coordination.Offsets;

/// <summary>
/// OffsetCommit: all partitions that are in order are written in one batch, the others get their error.
/// </summary>
internal static class OffsetCommit
{
    private const short TopicIdSince = 10;

    public static OffsetCommitResponse Run(GroupTurn turn, RequestContext context, OffsetCommitRequest request)
    {
        var error = CommitRules.Check(
            turn.Group, context.ApiVersion, request.MemberId, request.GroupInstanceId,
            request.GenerationIdOrMemberEpoch, isTransactional: false);
        if (error != ErrorCode.None)
            return Refused(request, error);
        if (!MayCommitAll(turn, context, request))
            return Refused(request, CommitRules.WrongEpoch(turn.Group, request.MemberId));
        if (!turn.CanWrite(SizeOf(request)))
            return Refused(request, ErrorCode.UnknownServerError);
        ExtendSession(turn, request);
        return new OffsetCommitResponse
        {
            Topics = [.. request.Topics.Select(topic => Commit(turn, context, request, topic))],
        };
    }

    /// <summary>The same error for every partition: nothing was committed.</summary>
    public static OffsetCommitResponse Refused(OffsetCommitRequest request, ErrorCode error) => new()
    {
        Topics = [.. request.Topics.Select(topic => Answer(topic, _ => error))],
    };

    private static OffsetCommitResponse.OffsetCommitResponseTopic Commit(
        GroupTurn turn, RequestContext context, OffsetCommitRequest request,
        OffsetCommitRequest.OffsetCommitRequestTopic topic)
    {
        var isById = context.ApiVersion >= TopicIdSince;
        return Find(turn, context, topic) is { } known
            ? Answer(topic, partition => Commit(turn, request, known, partition))
            : Answer(topic, _ => isById ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition);
    }

    /// <summary>One partition that was another member's meanwhile voids the whole commit, as in Kafka: the member must
    /// learn that it lags behind. What would be refused anyway is not looked at.</summary>
    private static bool MayCommitAll(GroupTurn turn, RequestContext context, OffsetCommitRequest request) =>
        turn.Group.Consumer is null || !(
            from topic in request.Topics
            let known = Find(turn, context, topic)
            where known is not null
            from partition in topic.Partitions
            where partition.PartitionIndex >= 0 && partition.PartitionIndex < known.PartitionCount
                && !IsMetadataTooLarge(turn, partition)
            select new TopicIdPartition(known.Id, partition.PartitionIndex))
            .Any(id => !CommitRules.MayCommit(turn.Group, request.MemberId, request.GenerationIdOrMemberEpoch, id));

    private static TopicInfo? Find(
        GroupTurn turn, RequestContext context, OffsetCommitRequest.OffsetCommitRequestTopic topic)
    {
        var isKnown = context.ApiVersion >= TopicIdSince
            ? turn.Topics.TryGet(topic.TopicId, out var info)
            : turn.Topics.TryGet(topic.Name, out info);
        return isKnown ? info : null;
    }

    private static bool IsMetadataTooLarge(
        GroupTurn turn, OffsetCommitRequest.OffsetCommitRequestPartition partition) =>
        Encoding.UTF8.GetByteCount(partition.CommittedMetadata ?? "") > turn.Options.OffsetMetadataMaxBytes;

    private static ErrorCode Commit(
        GroupTurn turn, OffsetCommitRequest request, TopicInfo topic,
        OffsetCommitRequest.OffsetCommitRequestPartition partition)
    {
        if (partition.PartitionIndex < 0 || partition.PartitionIndex >= topic.PartitionCount)
            return ErrorCode.UnknownTopicOrPartition;
        if (IsMetadataTooLarge(turn, partition))
            return ErrorCode.OffsetMetadataTooLarge;
        var expiresAt = request.RetentionTimeMs < 0 ? -1 : turn.UnixNowMs + request.RetentionTimeMs;
        var offset = new CommittedOffset(
            partition.CommittedOffset, partition.CommittedLeaderEpoch, partition.CommittedMetadata ?? "",
            turn.UnixNowMs, expiresAt, topic.Id);
        turn.Write(RecordType.OffsetCommit, offset.ToValue(), topic.Name, partition.PartitionIndex);
        return ErrorCode.None;
    }

    /// <summary>The batch of all partitions, at most: it is refused before anything is changed.</summary>
    private static long SizeOf(OffsetCommitRequest request)
    {
        long size = RecordBatchView.HeaderSize;
        foreach (var topic in request.Topics)
        {
            foreach (var partition in topic.Partitions)
                size += CoordinatorRecordSize.OfOffset(request.GroupId, topic.Name, partition.CommittedMetadata);
        }

        return size;
    }

    /// <summary>Who commits is alive.</summary>
    private static void ExtendSession(GroupTurn turn, OffsetCommitRequest request)
    {
        if (turn.Group.Classic?.Member(request.MemberId) is { } classic)
            ClassicMembership.ExtendSession(turn, classic);
        else if (turn.Group.Consumer?.Member(request.MemberId) is { IsClassic: true } member)
            ConsumerSessions.Extend(turn, member);
    }

    private static OffsetCommitResponse.OffsetCommitResponseTopic Answer(
        OffsetCommitRequest.OffsetCommitRequestTopic topic,
        Func<OffsetCommitRequest.OffsetCommitRequestPartition, ErrorCode> outcome) => new()
    {
        Name = topic.Name,
        TopicId = topic.TopicId,
        Partitions =
        [
            .. topic.Partitions.Select(partition => new OffsetCommitResponse.OffsetCommitResponsePartition
            {
                PartitionIndex = partition.PartitionIndex,
                ErrorCode = outcome(partition),
            }),
        ],
    };
}

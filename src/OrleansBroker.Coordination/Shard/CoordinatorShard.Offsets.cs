using OrleansBroker.Coordination.Offsets;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Shard;

/// <summary>The requests about offsets.</summary>
public sealed partial class CoordinatorShard
{
    /// <summary>OffsetCommit. The caller has taken out what the principal may not read. Old clients commit for the
    /// group without a name, which has no members but may be fetched from, described and deleted like any other.
    /// </summary>
    public TurnResult OffsetCommit(RequestContext context, OffsetCommitRequest request, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(request);
        var turn = Use(_groups.GetOrAdd(request.GroupId), nowMs);
        turn.Answer(context.Ticket, Coordination.Offsets.OffsetCommit.Run(turn, context, request));
        return End(turn);
    }

    /// <summary>OffsetFetch of one group, as versions from 8 on ask for several; answered with an
    /// <see cref="OffsetFetchResponse"/> of that group.</summary>
    public TurnResult OffsetFetch(
        RequestContext context, OffsetFetchRequest.OffsetFetchRequestGroup request, bool requireStable, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(request);
        var group = _groups.Find(request.GroupId);
        if (group is not null)
            group.LastUsedMs = nowMs;
        var fetch = new OffsetFetch(group, Topics, context.ApiVersion, requireStable);
        return Tell(context, group, new OffsetFetchResponse { Groups = [fetch.Run(request)] });
    }

    /// <summary>OffsetDelete. The caller has taken out topics that do not exist.</summary>
    public TurnResult OffsetDelete(RequestContext context, OffsetDeleteRequest request, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_groups.Find(request.GroupId) is not { } group)
            return Tell(context, null, new OffsetDeleteResponse { ErrorCode = NotFound(request.GroupId) });
        var turn = Use(group, nowMs);
        turn.Answer(context.Ticket, Coordination.Offsets.OffsetDelete.Run(turn, request));
        return End(turn);
    }

    /// <summary>
    /// Topics were deleted, and all groups' offsets for them go. A sleeping group need not be woken for that.
    /// </summary>
    public IReadOnlyList<TurnResult> OnTopicsDeleted(IReadOnlyCollection<TopicId> topics, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(topics);
        var results = new List<TurnResult>();
        var buried = BuryOfSleepingGroups(topics, nowMs);
        if (buried.Count > 0)
        {
            _uncommitted.Enqueue(new UncommittedTurn(_lastSequence, null, buried));
            results.Add(new TurnResult(_lastSequence, buried, []));
        }

        foreach (var group in _groups.Awake.ToList())
        {
            var gone = group.Offsets.All.Where(entry => topics.Contains(entry.Offset.TopicId)).ToList();
            if (gone.Count == 0)
                continue;
            var turn = Begin(group, nowMs);
            foreach (var (partition, _) in gone)
                turn.Write(RecordType.OffsetCommit, null, partition.Topic, partition.Partition);
            results.Add(End(turn));
        }

        return results;
    }

    private static ErrorCode NotFound(string groupId) =>
        groupId.Length == 0 ? ErrorCode.InvalidGroupId : ErrorCode.GroupIdNotFound;
}

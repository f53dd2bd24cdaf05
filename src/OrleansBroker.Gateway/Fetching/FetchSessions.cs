using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Fetching;

/// <summary>
/// Finds out what a fetch request wants: all that it names, or all of its session's partitions. Thread-safe.
/// </summary>
internal sealed class FetchSessions(FetchSessionCache cache)
{
    /// <summary>Epoch of a request that starts a session and names everything.</summary>
    private const int Initial = 0;

    /// <summary>Epoch of a request that stands alone, and ends the session that it names.</summary>
    private const int Final = -1;

    public FetchScope Open(FetchRequest request, bool usesTopicIds)
    {
        if (request.SessionEpoch is Initial or Final)
        {
            return OpenFull(request, usesTopicIds);
        }

        if (cache.Find(request.SessionId) is not { } session)
        {
            return FetchScope.Failed(ErrorCode.FetchSessionIdNotFound);
        }

        if (session.UsesTopicIds != usesTopicIds)
        {
            return FetchScope.Failed(ErrorCode.FetchSessionTopicIdError);
        }

        return session.TryAdvance(request.SessionEpoch)
            ? new FetchScope(ErrorCode.None, session, IsIncremental: true, session.Update(request))
            : FetchScope.Failed(ErrorCode.InvalidFetchSessionEpoch);
    }

    private FetchScope OpenFull(FetchRequest request, bool usesTopicIds)
    {
        if (request.SessionId != 0)
        {
            cache.Remove(request.SessionId);
        }

        var session = request.SessionEpoch == Initial && request.Topics.Count > 0
            ? cache.TryCreate(usesTopicIds)
            : null;
        return new FetchScope(
            ErrorCode.None, session, IsIncremental: false, session?.Update(request) ?? [.. Alone(request)]);
    }

    private static IEnumerable<FetchedPartition> Alone(FetchRequest request)
    {
        foreach (var topic in request.Topics)
        {
            foreach (var wanted in topic.Partitions)
            {
                var partition = new FetchedPartition(new FetchKey(topic.Topic, topic.TopicId, wanted.Partition));
                partition.Set(wanted);
                yield return partition;
            }
        }
    }
}

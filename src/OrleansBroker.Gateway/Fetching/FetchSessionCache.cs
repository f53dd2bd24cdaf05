namespace OrleansBroker.Gateway.Fetching;

/// <summary>
/// The fetch sessions of all clients, bounded. When it is full, a session that was not used for a while gives way;
/// where none has, the new client fetches without one, which every client can. Thread-safe.
/// </summary>
internal sealed class FetchSessionCache(int maxSessions, TimeProvider time, Random random)
{
    /// <summary>
    /// Kafka's `min.incremental.fetch.session.eviction.ms`: no poll waits longer between two fetches.
    /// </summary>
    public static readonly TimeSpan MinIdleBeforeEviction = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, LinkedListNode<FetchSession>> _sessions = [];

    // Least recently used first.
    private readonly LinkedList<FetchSession> _byUse = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _sessions.Count;
            }
        }
    }

    /// <summary>A new session, or null when every slot is in use.</summary>
    public FetchSession? TryCreate(bool usesTopicIds)
    {
        lock (_lock)
        {
            if (_sessions.Count >= maxSessions && !TryEvict())
            {
                return null;
            }

            var session = new FetchSession(NewId(), usesTopicIds) { LastUsedTimestamp = time.GetTimestamp() };
            _sessions[session.Id] = _byUse.AddLast(session);
            return session;
        }
    }

    /// <summary>The session of this id, which now counts as just used; null when there is none.</summary>
    public FetchSession? Find(int id)
    {
        lock (_lock)
        {
            if (!_sessions.TryGetValue(id, out var node))
            {
                return null;
            }

            node.Value.LastUsedTimestamp = time.GetTimestamp();
            _byUse.Remove(node);
            _byUse.AddLast(node);
            return node.Value;
        }
    }

    public void Remove(int id)
    {
        lock (_lock)
        {
            if (_sessions.Remove(id, out var node))
            {
                _byUse.Remove(node);
            }
        }
    }

    private bool TryEvict()
    {
        if (_byUse.First is not { } oldest
            || time.GetElapsedTime(oldest.Value.LastUsedTimestamp) < MinIdleBeforeEviction)
        {
            return false;
        }

        Remove(oldest.Value.Id);
        return true;
    }

    /// <summary>Random, so that a client of an earlier process does not hit another one's session.</summary>
    private int NewId()
    {
        int id;
        do
        {
            id = random.Next(1, int.MaxValue);
        }
        while (_sessions.ContainsKey(id));

        return id;
    }
}

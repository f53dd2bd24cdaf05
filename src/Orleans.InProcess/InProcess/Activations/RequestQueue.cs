using Orleans.InProcess.Calls;

namespace Orleans.InProcess.Activations;

/// <summary>
/// The requests of one activation: which wait, which run, and which may start beside those that run. Thread-safe.
/// </summary>
/// <remarks>
/// A request blocks the others unless the class is reentrant, it always interleaves, or both are read-only. The
/// blocking request is the first one that began while nothing else blocked.
/// </remarks>
internal sealed class RequestQueue(bool isReentrant, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Request> _waiting = new();
    private Request? _blocking;
    private int _running;
    private int _waitingInterleavers;
    private long _idleSince = time.GetTimestamp();

    public bool IsRunning
    {
        get
        {
            lock (_lock)
            {
                return _running > 0;
            }
        }
    }

    /// <summary>How long nothing ran or waited; null while something does.</summary>
    public TimeSpan? Idleness
    {
        get
        {
            lock (_lock)
            {
                return _running > 0 || _waiting.Count > 0 ? null : time.GetElapsedTime(_idleSince);
            }
        }
    }

    public void Add(Request request)
    {
        lock (_lock)
        {
            _waiting.AddLast(request);
            _waitingInterleavers += MayInterleave(request) ? 1 : 0;
        }
    }

    /// <summary>Takes the next request that may start now, and counts it as running.</summary>
    public Request? TryStart()
    {
        lock (_lock)
        {
            var node = _waiting.First;
            while (node is not null && !MayStart(node.Value))
            {
                // Behind a request that must wait, only one that interleaves can be next.
                node = _waitingInterleavers == 0 ? null : node.Next;
            }

            if (node is null)
            {
                return null;
            }

            Remove(node);
            _running++;
            if (!node.Value.AlwaysInterleaves)
            {
                _blocking ??= node.Value;
            }

            return node.Value;
        }
    }

    public void OnEnded(Request request)
    {
        lock (_lock)
        {
            _running--;
            if (_blocking == request)
            {
                _blocking = null;
            }

            if (request.KeepsAlive)
            {
                _idleSince = time.GetTimestamp();
            }
        }
    }

    public List<Request> TakeAll()
    {
        lock (_lock)
        {
            var all = _waiting.ToList();
            _waiting.Clear();
            _waitingInterleavers = 0;
            return all;
        }
    }

    private static bool MayInterleave(Request request) => request.AlwaysInterleaves || request.IsReadOnly;

    private bool MayStart(Request request) => _running == 0 || isReentrant || request.AlwaysInterleaves
        || _blocking is null || (_blocking.IsReadOnly && request.IsReadOnly);

    private void Remove(LinkedListNode<Request> node)
    {
        _waiting.Remove(node);
        _waitingInterleavers -= MayInterleave(node.Value) ? 1 : 0;
    }
}

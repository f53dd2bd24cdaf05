using OrleansBroker.Protocol;
using OrleansBroker.Storage;
using OrleansBroker.Storage.Threads;

namespace OrleansBroker.Grains.Partitions;

/// <summary>
/// What waits to be appended to one led partition, in order of arrival, and the one drain loop that writes it: each
/// round gathers what waits into one write of the log.
/// </summary>
/// <remarks>
/// Thread-safe. Entering takes a lock for a few instructions and never waits for the disk. The drain runs on the
/// folder's I/O threads: the queue posts itself only when it is not posted yet, so two rounds never overlap, and
/// posts itself again after a round that left something, so that one busy partition does not hold a thread, and a
/// quiet one does not wake a thread for nothing.
/// </remarks>
internal sealed class AppendQueue(PartitionLog log, WriteToken token, AckTracker acks, int maxBytes) : IIoWork
{
    // One round is at most what one vectored write carries well; the next round follows at once.
    private const int MaxRoundAppends = 64;
    private const int MaxRoundBytes = 4 * 1024 * 1024;

    [ThreadStatic]
    private static Round? _round;

    private readonly Lock _lock = new();
    private PendingAppend? _first;
    private PendingAppend? _last;
    private long _queuedBytes;
    private bool _isPosted;
    private ErrorCode _closedWith;

    /// <summary>Puts an append at the end of the queue.</summary>
    /// <returns>None, or why it was refused; the append is then the caller's to release and answer.</returns>
    public ErrorCode TryEnqueue(PendingAppend append)
    {
        lock (_lock)
        {
            if (_closedWith != ErrorCode.None)
            {
                return _closedWith;
            }

            if (_queuedBytes > 0 && _queuedBytes + append.SizeInBytes > maxBytes)
            {
                return ErrorCode.RequestTimedOut;
            }

            Link(append);
            if (_isPosted)
            {
                return ErrorCode.None;
            }

            _isPosted = true;
        }

        Post();
        return ErrorCode.None;
    }

    /// <summary>Refuses from now on, and answers what waits; a round that runs finishes.</summary>
    public void Close(ErrorCode error)
    {
        PendingAppend? waiting;
        lock (_lock)
        {
            _closedWith = _closedWith == ErrorCode.None ? error : _closedWith;
            waiting = _first;
            (_first, _last, _queuedBytes) = (null, null, 0);
        }

        for (; waiting is not null; waiting = waiting.NextInQueue)
        {
            waiting.ReleaseFrame();
            waiting.Answer(AckTracker.Failed(error, log));
        }
    }

    void IIoWork.Execute()
    {
        var round = _round ??= new Round();
        if (!Take(round))
        {
            return;
        }

        try
        {
            log.Append(token, round.Requests, round.Results);
        }
        catch (Exception)
        {
            round.Results.Fill(AckTracker.Failed(ErrorCode.KafkaStorageError, log));
            throw;
        }
        finally
        {
            Finish(round);
        }
    }

    private void Finish(Round round)
    {
        for (var index = 0; index < round.Count; index++)
        {
            round.Appends[index].ReleaseFrame();
            round.Appends[index].Written = round.Results[index];
        }

        acks.OnWritten(round.Appends.AsSpan(0, round.Count));
        round.Clear();
        if (StaysPosted())
        {
            Post();
        }
    }

    private bool StaysPosted()
    {
        lock (_lock)
        {
            return _isPosted = _first is not null;
        }
    }

    /// <summary>Moves the head of the queue into the round; false when nothing waits any more because the queue was
    /// closed.</summary>
    private bool Take(Round round)
    {
        lock (_lock)
        {
            long bytes = 0;
            while (_first is { } append && round.Count < MaxRoundAppends
                && (round.Count == 0 || bytes + append.SizeInBytes <= MaxRoundBytes))
            {
                bytes += append.SizeInBytes;
                _first = append.NextInQueue;
                append.NextInQueue = null;
                round.Add(append);
            }

            _queuedBytes -= bytes;
            _last = _first is null ? null : _last;
            _isPosted = round.Count > 0;
            return _isPosted;
        }
    }

    private void Link(PendingAppend append)
    {
        _queuedBytes += append.SizeInBytes;
        if (_last is null)
        {
            _first = append;
        }
        else
        {
            _last.NextInQueue = append;
        }

        _last = append;
    }

    private void Post()
    {
        try
        {
            log.Folder.Appends.Post(this);
        }
        catch (ObjectDisposedException)
        {
            // The folder is closing: whoever still appends learns that this broker leads no more.
            Close(ErrorCode.NotLeaderOrFollower);
        }
    }

    /// <summary>
    /// Scratch of one I/O thread: requests and results of a round, reused by every queue that it drains.
    /// </summary>
    private sealed class Round
    {
        private readonly AppendRequest[] _requests = new AppendRequest[MaxRoundAppends];
        private readonly AppendResult[] _results = new AppendResult[MaxRoundAppends];

        public PendingAppend[] Appends { get; } = new PendingAppend[MaxRoundAppends];

        public int Count { get; private set; }

        public ReadOnlySpan<AppendRequest> Requests => _requests.AsSpan(0, Count);

        public Span<AppendResult> Results => _results.AsSpan(0, Count);

        public void Add(PendingAppend append)
        {
            Appends[Count] = append;
            _requests[Count++] = new AppendRequest(append.Batch);
        }

        public void Clear()
        {
            Array.Clear(Appends, 0, Count);
            Array.Clear(_requests, 0, Count);
            Count = 0;
        }
    }
}

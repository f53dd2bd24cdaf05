using OrleansBroker.Grains.Timing;
using OrleansBroker.Protocol;
using OrleansBroker.Storage;

namespace OrleansBroker.Grains.Partitions;

/// <summary>
/// Moves the high watermark of a led partition and answers the appends that wait for it. With one replica the high
/// watermark is the end of the log, or, with <c>flush.on.ack</c>, of what is flushed: no consumer reads, and no
/// acks=all acknowledges, what a power cut could take back.
/// </summary>
/// <remarks>Thread-safe: written batches come from the append threads, flushes from the flush threads.</remarks>
internal sealed class AckTracker(PartitionLog log, DelayedOperations delayed, Action changed)
{
    private readonly Lock _lock = new();

    // In order of their last offsets, but for duplicates, which may then wait a little longer than they must.
    private readonly Queue<PendingAppend> _waiting = new();
    private volatile bool _flushOnAck = true;
    private ErrorCode _closedWith;

    public bool FlushOnAck
    {
        get => _flushOnAck;
        set => _flushOnAck = value;
    }

    public static AppendResult Failed(ErrorCode error, PartitionLog log) =>
        new(error, -1, -1, -1, log.LogStartOffset, false);

    /// <summary>Takes over a round of appends that the log has answered.</summary>
    public void OnWritten(ReadOnlySpan<PendingAppend> appends)
    {
        // First, so that what this makes safe is answered without being parked.
        Advance();
        var highWatermark = log.HighWatermark;
        var hasParked = false;
        foreach (var append in appends)
        {
            if (append.WaitsForReplicas && append.Written.Error == ErrorCode.None
                && append.Written.LastOffset >= highWatermark)
            {
                Park(append);
                hasParked = true;
            }
            else
            {
                append.Answer(append.Written);
            }
        }

        if (hasParked)
        {
            // A flush may have come in between, and found less to answer.
            AnswerReached(log.HighWatermark);
        }
    }

    /// <summary>Moves the high watermark as far as it may go now, asking for a flush where it needs one.</summary>
    public void Advance()
    {
        if (!_flushOnAck)
        {
            MoveTo(log.LogEndOffset);
            return;
        }

        MoveTo(log.FlushedEndOffset);
        if (log.FlushedEndOffset < log.LogEndOffset)
        {
            log.Folder.RequestFlush(log);
        }
    }

    /// <summary>The log has flushed.</summary>
    public void OnFlushed()
    {
        if (_flushOnAck)
        {
            MoveTo(log.FlushedEndOffset);
        }
    }

    /// <summary>
    /// Answers everything that waits with an error, and whatever would wait from now on: the round that is being
    /// written meanwhile would otherwise wait for a flush of which nobody tells this tracker any more.
    /// </summary>
    public void Close(ErrorCode error)
    {
        lock (_lock)
        {
            _closedWith = error;
            while (_waiting.TryDequeue(out var append))
            {
                delayed.Remove(append);
                append.Answer(Failed(error, log));
            }
        }
    }

    private void Park(PendingAppend append)
    {
        lock (_lock)
        {
            if (_closedWith != ErrorCode.None)
            {
                append.Answer(Failed(_closedWith, log));
                return;
            }

            // On the wheel first: whoever answers it takes it off again.
            delayed.Add(append, append.Timeout);
            _waiting.Enqueue(append);
        }
    }

    private void MoveTo(long offset)
    {
        var before = log.HighWatermark;
        log.AdvanceHighWatermark(offset);
        var highWatermark = log.HighWatermark;
        var unstable = log.Producers.FirstUnstableOffset(highWatermark) ?? highWatermark;
        log.AdvanceLastStableOffset(Math.Min(unstable, highWatermark));

        if (highWatermark > before)
        {
            AnswerReached(highWatermark);
            changed();
        }
    }

    private void AnswerReached(long highWatermark)
    {
        lock (_lock)
        {
            while (_waiting.TryPeek(out var append) && (append.IsAnswered || append.Written.LastOffset < highWatermark))
            {
                _waiting.Dequeue();
                delayed.Remove(append);
                append.Answer(append.Written);
            }
        }
    }
}

using OrleansBroker.Storage.Segments;
using OrleansBroker.Storage.Threads;

namespace OrleansBroker.Storage.Append;

/// <summary>
/// Group commit of one log: however many ask while a flush runs, one more flush serves them all. Flushes of different
/// logs run side by side on the folder's flush threads, and the file system joins them further.
/// </summary>
/// <remarks>Thread-safe; at most one flush of a log runs at a time.</remarks>
internal sealed class LogFlusher(PartitionLog log) : IIoWork
{
    private readonly Lock _lock = new();
    private readonly Lock _flushing = new();
    private State _state;
    private bool _wantsActive;

    private enum State
    {
        Idle,
        Queued,
        Running,
        RunningAndWanted,
    }

    /// <summary>Asks for a flush.</summary>
    /// <param name="withActive">Whether the active segment is meant too, or only sealed ones.</param>
    public void Request(bool withActive)
    {
        lock (_lock)
        {
            _wantsActive |= withActive;
            if (_state == State.Running)
            {
                _state = State.RunningAndWanted;
            }

            if (_state != State.Idle)
            {
                return;
            }

            _state = State.Queued;
        }

        log.Folder.Flushes.Post(this);
    }

    public void Execute()
    {
        bool withActive;
        lock (_lock)
        {
            withActive = _wantsActive;
            _wantsActive = false;
            _state = State.Running;
        }

        FlushNow(withActive);
        lock (_lock)
        {
            _state = _state == State.RunningAndWanted ? State.Queued : State.Idle;
            if (_state == State.Idle)
            {
                return;
            }
        }

        log.Folder.Flushes.Post(this);
    }

    /// <summary>Flushes on the calling thread. A failure takes the log offline and is never tried again.</summary>
    public void FlushNow(bool withActive)
    {
        lock (_flushing)
        {
            if (log.IsOffline || log.IsClosed)
            {
                return;
            }

            try
            {
                var began = log.Folder.Time.GetTimestamp();
                Flush(withActive);
                StorageInstruments.RecordFlush(log.Folder.Time.GetElapsedTime(began));
            }
            catch (Exception failure)
            {
                log.Fail(failure);
            }
        }
    }

    /// <summary>Runs a change that takes bytes or segments away, with no flush under way.</summary>
    public void WhileIdle(Action change)
    {
        lock (_flushing)
        {
            change();
        }
    }

    private void Flush(bool withActive)
    {
        // The end first: were the segments read first, a roll and an append in between would put the end into a
        // segment that is not among them, and what was never flushed would count as flushed.
        var logEnd = log.LogEndOffset;
        var segments = log.Segments.All;

        // A follower rolls before a batch that leaves a gap behind the log end, and the batch is not there yet.
        var end = withActive ? logEnd : Math.Min(segments[^1].BaseOffset, logEnd);
        foreach (var segment in segments)
        {
            if (segment.BaseOffset < end)
            {
                FlushUnlessGone(segment);
            }
        }

        log.SyncNames();

        // On a full disk the end waits for room.
        if (log.TrySaveEpochs())
        {
            log.AdvanceFlushed(end);
        }
    }

    /// <summary>Retention may have taken the segment out of the log since, and its files away.</summary>
    private void FlushUnlessGone(LogSegment segment)
    {
        try
        {
            Flush(segment);
        }
        catch (ObjectDisposedException) when (!log.Segments.All.Contains(segment))
        {
            // What is deleted needs no flush.
        }
    }

    private static void Flush(LogSegment segment)
    {
        var size = segment.Size;
        if (segment.FlushedSize < size)
        {
            segment.File().FlushData();
            segment.FlushedSize = size;
        }

        if (segment.HasUnflushedIndexes)
        {
            segment.FlushIndexes();
        }
    }
}

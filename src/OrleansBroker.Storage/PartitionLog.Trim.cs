using OrleansBroker.Storage.Maintenance;
using OrleansBroker.Storage.Producers;
using OrleansBroker.Storage.Recovery;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage;

/// <summary>What takes data away from a log: truncation at its end, deletion at its start, and closing.</summary>
public sealed partial class PartitionLog
{
    /// <summary>
    /// Cuts off every batch that reaches the offset or beyond, with what is known of them: producers, aborted
    /// transactions, epochs. For followers, before their first accepted append. Blocks on the disk.
    /// </summary>
    /// <param name="token">The newest token.</param>
    /// <param name="offset">Where to cut; below the log start it means the log start. A batch that reaches across is
    /// cut as a whole, and takes a log start within it down to its own begin.</param>
    /// <exception cref="StaleEpochException">A newer token voids this one; nothing was cut.</exception>
    /// <exception cref="IOException">The disk refused; the log is offline.</exception>
    public void TruncateTo(WriteToken token, long offset)
    {
        lock (_shapeLock)
        lock (_writeLock)
        {
            if (token != _token)
            {
                throw new StaleEpochException(this, token.LeaderEpoch, LatestLeaderEpoch);
            }

            if (offset < LogEndOffset)
            {
                Guard(() => Flusher.WhileIdle(() => Cut(Math.Max(offset, LogStartOffset))));
            }
        }
    }

    /// <summary>
    /// Moves the log start, after which the offsets below cannot be read; segments that lie wholly below are removed.
    /// </summary>
    /// <param name="offset">The new log start, at most the high watermark; a lower one than before changes
    /// nothing.</param>
    /// <returns>The log start offset afterwards.</returns>
    public long DeleteRecordsTo(long offset)
    {
        lock (_shapeLock)
        lock (_writeLock)
        {
            Invariant.Check(offset <= HighWatermark, "log start offset <= high watermark");
            if (offset > LogStartOffset)
            {
                MoveStart(offset);
                Guard(RemoveSegmentsBelowStart);
            }

            return LogStartOffset;
        }
    }

    /// <summary>Removes the segments that retention no longer keeps. Blocks on the disk.</summary>
    internal void RemoveExpired()
    {
        lock (_shapeLock)
        lock (_writeLock)
        {
            if (_isClosed || _isOffline)
            {
                return;
            }

            if (Config.CleanupDelete && Config.RetentionMs >= 0 && !AreOldTimesCertain())
            {
                return;
            }

            var count = RetentionRule.Deletable(Segments.All, Config, NowMs(), HighWatermark);
            if (count == Segments.All.Length)
            {
                // Without room for another one, the active segment stays until the older ones have made some.
                Guard(() => count -= TryRoll(LogEndOffset) ? 0 : 1);
            }

            if (Segments.All[count].BaseOffset > LogStartOffset)
            {
                MoveStart(Segments.All[count].BaseOffset);
            }

            // Also when retention has nothing to remove: a crash may have brought removed segments back.
            Guard(RemoveSegmentsBelowStart);
        }
    }

    /// <summary>Checks the oldest segments, up to the first that is young for sure: what follows it stays. False when
    /// the disk does not let us look.</summary>
    private bool AreOldTimesCertain()
    {
        foreach (var segment in Segments.All)
        {
            try
            {
                CheckTimes(segment);
            }
            catch (IOException failure)
            {
                ReportUnreadable(segment, failure);
                return false;
            }

            if (NowMs() - segment.Largest.TimestampMs <= Config.RetentionMs)
            {
                break;
            }
        }

        return true;
    }

    /// <summary>Writes what a start without a scan needs, and closes every file. The log is unusable
    /// afterwards.</summary>
    internal void Close()
    {
        lock (_shapeLock)
        lock (_writeLock)
        {
            if (_isClosed)
            {
                return;
            }

            _token = null;
            if (!_isOffline)
            {
                Guard(SaveForCleanStart);
            }

            CloseFiles();
        }
    }

    /// <summary>Closes without writing anything, for a log that is deleted.</summary>
    internal void Abandon()
    {
        lock (_shapeLock)
        lock (_writeLock)
        {
            _token = null;
            Flusher.WhileIdle(CloseFiles);
        }
    }

    /// <summary>
    /// Nothing to do for a log that is as the last clean stop left it: the epochs that have begun since are without
    /// records, and the next start would drop them.
    /// </summary>
    private void SaveForCleanStart()
    {
        if (_isSaved)
        {
            return;
        }

        if (_isNew)
        {
            // The name of the log's folder becomes durable with the checkpoints that the data folder writes last.
            PartitionMetadataFile.Flush(Folder.Files, Directory);
            _isNew = false;
        }

        ProducerSnapshot.Write(Folder.Files, SnapshotPath(LogEndOffset), Producers.Copy());
        GiveBackReserve();
        Segments.Active.SaveIndexes(seal: false);
        _hasNewNames = true;
        Flusher.FlushNow(withActive: true);
        Segments.Active.FlushIndexes();
    }

    /// <summary>After a crash the log may have been reserved by the process before: the setting tells, not the
    /// segment.</summary>
    private void GiveBackReserve()
    {
        if (Config.Preallocate)
        {
            Segments.Active.CutFile();
        }
    }

    private void CloseFiles()
    {
        _isClosed = true;
        _tail.Clear();
        foreach (var segment in Segments.All)
        {
            segment.Dispose();
        }
    }

    private void Cut(long offset)
    {
        _isSaved = false;

        // Readers that began before see the count change and start over.
        Interlocked.Increment(ref _truncations);
        _tail.Clear();
        var segments = Segments.All;
        var keep = Math.Max(SegmentList.Floor(segments, offset), 0);
        Segments.Replace(segments[..(keep + 1)]);

        // The last one first, and all of them before the cut: a crash half way leaves no gap.
        for (var index = segments.Length - 1; index > keep; index--)
        {
            segments[index].Dispose();
            segments[index].DeleteFiles();
        }

        Folder.Files.SyncDirectory(Directory);
        Folder.Cleaner.Truncated(TopicPartition, offset);
        var active = Segments.Active;
        SegmentRewind.To(active, offset, Config.IndexIntervalBytes);
        LowerOffsets(active.NextOffset);
        Epochs.TruncateFromEnd(active.NextOffset);
        var quarantine = new Quarantine(Folder.Files, _logger);
        new ProducerReplay(Folder.Files, Directory, Producers, quarantine).Finish(Segments.All, HighWatermark);
        Interlocked.Increment(ref _truncations);
        MakeCutDurable(active);
    }

    /// <summary>
    /// What was cut must not come back by a power cut among newer batches, and the recovery point must not claim that
    /// what comes next was flushed. On a full disk the checkpoints wait for room, and so does what comes next.
    /// </summary>
    private void MakeCutDurable(LogSegment active)
    {
        active.File().FlushData();
        active.FlushedSize = active.Size;
        active.Transactions.Flush();
        Folder.Files.SyncDirectory(Directory);
        TrySaveEpochs();
        Folder.WriteCheckpoints();
        if (Folder.IsOffline)
        {
            throw new IOException($"The cut of {TopicPartition} cannot be checkpointed.");
        }
    }

    private void LowerOffsets(long end)
    {
        lock (_offsetLock)
        {
            Volatile.Write(ref _logEndOffset, end);
            Volatile.Write(ref _logStartOffset, Math.Min(_logStartOffset, end));
            Volatile.Write(ref _flushedEndOffset, Math.Min(_flushedEndOffset, end));
            Volatile.Write(ref _highWatermark, Math.Min(_highWatermark, end));
            Volatile.Write(ref _lastStableOffset, Math.Min(_lastStableOffset, end));
            CheckOffsets();
        }
    }

    private void MoveStart(long offset)
    {
        lock (_offsetLock)
        {
            Volatile.Write(ref _lastStableOffset, Math.Max(_lastStableOffset, offset));
            Volatile.Write(ref _logStartOffset, offset);
            CheckOffsets();
        }

        Epochs.TruncateFromStart(offset);
        Folder.RequestCheckpoint();
    }

    private void RemoveSegmentsBelowStart()
    {
        var segments = Segments.All;
        var keep = 0;
        while (keep < segments.Length - 1 && segments[keep + 1].BaseOffset <= LogStartOffset)
        {
            keep++;
        }

        if (keep > 0)
        {
            Segments.Replace(segments[keep..]);
            Folder.DeleteLater(this, segments[..keep]);
        }
    }

    /// <summary>Runs a change of files; what fails half way takes the log offline.</summary>
    private void Guard(Action change)
    {
        try
        {
            change();
        }
        catch (Exception failure)
        {
            Fail(failure);
            throw;
        }
    }
}

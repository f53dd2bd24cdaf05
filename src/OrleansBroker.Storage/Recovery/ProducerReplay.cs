using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Producers;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Recovery;

/// <summary>
/// Brings producer state to the end of a log: the newest snapshot that fits, then the batches behind it. A segment
/// that recovery scans anyway hands its batches over as they are read.
/// </summary>
/// <remarks>Single-threaded; for one opening, or one truncation, of a log.</remarks>
internal sealed class ProducerReplay(
    IFileSystem files, string directory, ProducerStates producers, Quarantine quarantine)
{
    private readonly HashSet<long> _confirmed = [];
    private List<long>? _snapshots;
    private LogSegment? _scanned;
    private long _snapshotOffset = -1;
    private long _scannedFrom = long.MaxValue;

    /// <summary>
    /// A segment is about to be scanned, to the end of which <see cref="Apply"/> gets its batches: brings the state to
    /// its begin.
    /// </summary>
    /// <param name="before">The segments before it, in order.</param>
    /// <param name="segment">The segment, whose transaction index will be built anew.</param>
    public void Begin(ReadOnlySpan<LogSegment> before, LogSegment segment)
    {
        var isContinued = _scanned is not null && before.Length > 0 && before[^1] == _scanned;
        if (!isContinued)
        {
            _snapshotOffset = LoadNewest(producers, segment.BaseOffset);
            _scannedFrom = segment.BaseOffset;
            Walk(before, _snapshotOffset, Learn);
        }
        else
        {
            Confirm(segment.BaseOffset);
        }

        _scanned = segment;
    }

    /// <summary>Takes the next batch of the segment that is being scanned, whose transaction index is built
    /// anew.</summary>
    public void Apply(LogSegment segment, BatchInfo batch, ReadOnlyMemory<byte> bytes)
    {
        if (Apply(producers, batch, bytes) is { } aborted)
        {
            segment.Transactions.Add(aborted);
        }

        producers.Commit();
    }

    /// <summary>Brings the state to the end of the log, and removes snapshots that are of no use.</summary>
    /// <param name="segments">All segments.</param>
    /// <param name="highWatermark">Markers from here on may yet be cut: what they decide is not stable.</param>
    public void Finish(LogSegment[] segments, long highWatermark)
    {
        if (_scanned != segments[^1])
        {
            _snapshotOffset = LoadNewest(producers, segments[^1].NextOffset);
            Walk(segments, _snapshotOffset, Learn);
        }

        if (_snapshotOffset > highWatermark)
        {
            producers.AddUndelivered(DecidedBetween(segments, highWatermark, _snapshotOffset));
        }

        RemoveStale(segments);
    }

    /// <summary>Whether the state at the end of the log is on disk; that of an empty log needs no file.</summary>
    public bool IsSavedAt(LogSegment[] segments)
    {
        var end = segments[^1].NextOffset;
        return _snapshotOffset == end || (_snapshotOffset < 0 && end == segments[0].BaseOffset);
    }

    /// <summary>
    /// The state is that of the batches below the offset, which are flushed: writes it as the snapshot that the roll
    /// here has left, unless that one says the same. The next crash then need not read these batches again. At the end
    /// of the log none is written: a scan begins at a segment, and could not use it.
    /// </summary>
    private void Confirm(long offset)
    {
        var path = PathOf(offset);
        var bytes = ProducerSnapshot.Format(producers.Copy());
        try
        {
            if (AtomicFile.TryRead(files, path) is { } found && bytes.AsSpan().SequenceEqual(found))
            {
                using var file = files.Open(path, create: false);
                file.FlushData();
            }
            else
            {
                AtomicFile.Write(files, path, bytes);
            }
        }
        catch (IOException failure) when (DiskFull.Is(failure))
        {
            // It only spares the next crash some work.
            return;
        }

        var snapshots = Snapshots();
        var index = snapshots.BinarySearch(offset);
        if (index < 0)
        {
            snapshots.Insert(~index, offset);
        }

        _confirmed.Add(offset);
    }

    private static AbortedTransaction? Apply(
        ProducerStates producers, in BatchInfo batch, ReadOnlyMemory<byte> bytes)
    {
        if (batch is { HasProducerId: true, IsControl: false })
        {
            producers.Apply(batch);
        }

        return batch is { HasProducerId: true, IsControl: true } && ControlBatch.Marker(bytes) is { } marker
            ? producers.ApplyMarker(batch, marker)
            : null;
    }

    /// <summary>
    /// The transactions whose markers lie between the high watermark and the snapshot, which does not tell them.
    /// Nothing else is learned from that stretch: compaction may have taken the markers of others.
    /// </summary>
    private List<CompletedTransaction> DecidedBetween(LogSegment[] segments, long highWatermark, long endOffset)
    {
        var earlier = new ProducerStates();
        Walk(segments, LoadNewest(earlier, highWatermark), (batch, bytes) =>
        {
            if (batch.BaseOffset < endOffset)
            {
                Apply(earlier, batch, bytes);
            }
        });
        return earlier.DecidedFrom(highWatermark);
    }

    /// <summary>Loads the newest valid snapshot at or below the offset; returns its offset, or -1.</summary>
    private long LoadNewest(ProducerStates producers, long offset)
    {
        var snapshots = Snapshots();
        for (var index = snapshots.Count - 1; index >= 0; index--)
        {
            if (snapshots[index] > offset)
            {
                continue;
            }

            var path = PathOf(snapshots[index]);
            if (ProducerSnapshot.TryParse(AtomicFile.TryRead(files, path)) is { } entries)
            {
                producers.Load(entries);
                return snapshots[index];
            }

            quarantine.Add(path, "a damaged producer snapshot; it is built anew from the log");
            snapshots.RemoveAt(index);
        }

        producers.Load([]);
        return -1;
    }

    private static void Walk(
        ReadOnlySpan<LogSegment> segments, long from, Action<BatchInfo, ReadOnlyMemory<byte>> apply)
    {
        foreach (var segment in segments)
        {
            if (segment.NextOffset <= from)
            {
                continue;
            }

            using var walk = BatchWalk.From(segment, from, verify: true);
            while (walk.MoveNext())
            {
                if (walk.Current.BaseOffset >= from)
                {
                    apply(walk.Current, walk.Bytes);
                }
            }
        }
    }

    /// <summary>
    /// Takes a batch of a segment that is not scanned. Its transaction index stays as it was flushed: what the batches
    /// tell of beyond it, compaction took out, as there was nothing left to skip.
    /// </summary>
    private void Learn(BatchInfo batch, ReadOnlyMemory<byte> bytes)
    {
        Apply(producers, batch, bytes);
        producers.Commit();
    }

    /// <summary>
    /// A snapshot beyond the end would be believed once the log has grown again; one behind the begin of a scan that
    /// went to the end, and not confirmed by it, may tell of batches that the crash has taken, and their producers
    /// would be told that they are here. One inside of a segment is from a clean stop, and serves until the next. They
    /// are gone for good before
    /// anything is appended: one that came back after a power cut would tell of batches that were never here.
    /// </summary>
    private void RemoveStale(LogSegment[] segments)
    {
        var snapshots = Snapshots();
        var hasRemoved = false;
        for (var index = snapshots.Count - 1; index >= 0; index--)
        {
            var offset = snapshots[index];
            var isNewest = offset <= segments[^1].NextOffset
                && (index == snapshots.Count - 1 || snapshots[index + 1] > segments[^1].NextOffset);
            var isDoubtful = _scanned == segments[^1] && offset > _scannedFrom && !_confirmed.Contains(offset);
            if (isDoubtful || (!isNewest && !Array.Exists(segments, segment => segment.BaseOffset == offset)))
            {
                files.DeleteFile(PathOf(offset));
                hasRemoved = true;
            }
        }

        if (hasRemoved)
        {
            files.SyncDirectory(directory);
        }
    }

    /// <summary>Offsets of the snapshot files, ascending.</summary>
    private List<long> Snapshots()
    {
        if (_snapshots is null)
        {
            _snapshots = [];
            foreach (var file in files.ListFiles(directory))
            {
                if (LogFileNames.TryParse(file.Name, LogFileNames.Snapshot, out var offset))
                {
                    _snapshots.Add(offset);
                }
            }
        }

        return _snapshots;
    }

    private string PathOf(long offset) => Path.Combine(directory, LogFileNames.Of(offset, LogFileNames.Snapshot));
}

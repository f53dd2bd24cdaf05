using Microsoft.Extensions.Logging;
using OrleansBroker.Protocol;
using OrleansBroker.Storage.Compaction;
using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Producers;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Recovery;

/// <summary>
/// Opens a log's folder and makes it whole: after a clean stop by its indexes, after a crash by scanning from the
/// recovery point on. One loader loads one log, on one thread.
/// </summary>
internal sealed partial class LogLoader(IFileSystem files, LogConfig config, TimeProvider time, ILogger logger)
{
    private readonly Quarantine _quarantine = new(files, logger);
    private bool _hasScanned;

    /// <summary>Makes the folder of a new, empty log.</summary>
    public LoadedLog Create(string directory, TopicPartition partition, TopicId id)
    {
        files.CreateDirectory(directory);
        PartitionMetadataFile.Create(files, directory, id);
        var segment = NewSegment(directory, 0);
        segment.Create(config);
        return new LoadedLog(directory, partition, id, [segment], new ProducerStates(), EpochsOf(directory))
        {
            IsNew = true,
        };
    }

    /// <summary>Opens an existing log. That its folder's name survives a power cut, is for the caller to see
    /// to.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public LoadedLog Load(string directory, TopicPartition partition, LogCheckpoint checkpoint)
    {
        // First: a log that cannot be told from another topic's stays as it is.
        var topicId = checkpoint.RecoveryPoint > 0
            ? PartitionMetadataFile.ReadFlushed(files, directory)
            : PartitionMetadataFile.Read(files, directory);
        new SwapRecovery(files, directory, _quarantine).Run();
        var listing = LogFolderListing.Read(files, directory, _quarantine);
        var epochs = EpochsOf(directory);
        var knowsEpochs = TryLoad(epochs, directory);
        var segments = Open(directory, listing, checkpoint.LogStartOffset);
        var untrusted = FirstUntrusted(segments, checkpoint);
        var mayHaveNewNames = MayHaveNewNames(segments, untrusted, checkpoint);
        var producers = new ProducerStates();
        var replay = new ProducerReplay(files, directory, producers, _quarantine);
        segments = Settle(segments, listing, knowsEpochs ? untrusted : 0, checkpoint, epochs, replay);

        if (TransactionIndexCheck.LowerStable(segments) is > 0 and var lowered)
        {
            LogLowered(directory, lowered);
        }

        var active = segments[^1];
        active.Activate();
        epochs.TruncateFromEnd(active.NextOffset);
        var start = Math.Clamp(checkpoint.LogStartOffset, segments[0].BaseOffset, active.NextOffset);
        epochs.TruncateFromStart(start);
        replay.Finish(segments, checkpoint.HighWatermark);
        Flush(segments, epochs);
        if (mayHaveNewNames)
        {
            PartitionMetadataFile.Flush(files, directory);
        }

        if (!checkpoint.IsClean)
        {
            // Names that came or went: a deletion that a power cut takes back would put old batches behind new ones.
            files.SyncDirectory(directory);
        }

        return new LoadedLog(directory, partition, topicId, segments, producers, epochs)
        {
            LogStartOffset = start,
            HighWatermark = checkpoint.HighWatermark,
            FlushedEndOffset = active.NextOffset,
            IsSaved = checkpoint.IsClean && !_hasScanned && replay.IsSavedAt(segments),
        };
    }

    private bool TryLoad(LeaderEpochCache epochs, string directory)
    {
        var path = Path.Combine(directory, LogFileNames.LeaderEpochs);
        var isLoaded = epochs.TryLoad();
        if (!isLoaded && files.FileExists(path))
        {
            _quarantine.Add(path, "damaged leader epochs; they are built anew from the log, all of which is scanned");
        }

        return isLoaded;
    }

    /// <summary>The segment that was flushed last may have been the active one: then its indexes were not.</summary>
    private static int FirstUntrusted(LogSegment[] segments, LogCheckpoint checkpoint) => checkpoint.IsClean
        ? segments.Length
        : Math.Max(SegmentList.Floor(segments, checkpoint.RecoveryPoint - 1), 0);

    /// <summary>
    /// Whether the process may have ended between the making of a file and the first flush behind it, which makes its
    /// name durable.
    /// </summary>
    private static bool MayHaveNewNames(LogSegment[] segments, int untrusted, LogCheckpoint checkpoint) =>
        untrusted < segments.Length
        && (untrusted < segments.Length - 1 || checkpoint.RecoveryPoint <= segments[untrusted].BaseOffset);

    private LogSegment[] Open(string directory, LogFolderListing listing, long logStartOffset)
    {
        var segments = new List<LogSegment>();
        foreach (var baseOffset in listing.BaseOffsets)
        {
            var lengths = new SegmentFiles(
                listing.LengthOf(baseOffset, LogFileNames.Log),
                Math.Max(listing.LengthOf(baseOffset, LogFileNames.OffsetIndex), 0),
                Math.Max(listing.LengthOf(baseOffset, LogFileNames.TimeIndex), 0));
            segments.Add(new LogSegment(files, directory, baseOffset, lengths, NowMs()));
        }

        if (segments.Count == 0)
        {
            segments.Add(NewSegment(directory, logStartOffset));
        }

        return [.. segments];
    }

    /// <summary>Establishes size, end and indexes of every segment; behind a torn one nothing is kept.</summary>
    private LogSegment[] Settle(
        LogSegment[] segments, LogFolderListing listing, int untrusted, LogCheckpoint checkpoint,
        LeaderEpochCache epochs, ProducerReplay replay)
    {
        var recovery = new SegmentRecovery(files, epochs, replay, config.IndexIntervalBytes);
        for (var index = 0; index < segments.Length; index++)
        {
            var isLast = index == segments.Length - 1;
            var endOffset = isLast ? checkpoint.EndOffset : segments[index + 1].BaseOffset;
            var isTrusted = index < untrusted && HasIndexes(segments.AsSpan(0, index), segments[index], listing);
            if (isTrusted && !isLast)
            {
                segments[index].TrustIndexes(endOffset);
            }
            else if (!isTrusted || !TailScan.Run(segments[index], endOffset, config.IndexIntervalBytes))
            {
                replay.Begin(segments.AsSpan(0, index), segments[index]);
                var later = segments[(index + 1)..];
                var cut = Scan(recovery, segments[index], checkpoint.RecoveryPoint, endOffset, later);
                if (cut > 0 || IsEndLost(segments[index], later, checkpoint))
                {
                    Array.ForEach(later, Drop);
                    return segments[..(index + 1)];
                }
            }
        }

        return segments;
    }

    /// <summary>
    /// Whether a power cut took the last batches of the segment as a whole, and left the names of empty segments behind
    /// it. The log ends with what is there: with a gap, a replica would claim to have what it has lost. Kafka keeps the
    /// gap. Batches behind one stay, as a leader's own log may have had it.
    /// </summary>
    private bool IsEndLost(LogSegment segment, LogSegment[] later, LogCheckpoint checkpoint)
    {
        if (checkpoint.IsClean || later is not [var next, ..] || next.BaseOffset <= checkpoint.RecoveryPoint
            || segment.NextOffset == next.BaseOffset)
        {
            return false;
        }

        LogGap(segment.LogPath, segment.NextOffset, next.BaseOffset);
        return next.BaseOffset > checkpoint.LogStartOffset && !Array.Exists(later, HasBatches);
    }

    /// <summary>Scans a segment from its start; returns the bytes that were cut.</summary>
    private int Scan(
        SegmentRecovery recovery, LogSegment segment, long recoveryPoint, long endOffset, LogSegment[] later)
    {
        _hasScanned = true;
        var cut = recovery.Run(segment, recoveryPoint, endOffset, () => Array.Find(later, HasBatches)?.BaseOffset);
        if (cut > 0)
        {
            LogCut(segment.LogPath, cut, segment.NextOffset);
        }

        foreach (var range in segment.Damage)
        {
            LogDamage(segment.LogPath, range.FromPosition, range.ToPosition, range.FromOffset, range.ToOffset);
        }

        if (later.Length > 0)
        {
            segment.SaveIndexes(seal: true);
        }

        return cut;
    }

    private static bool HasBatches(LogSegment segment) =>
        BatchSearch.Next(segment.File(), 0, segment.Size, segment.BaseOffset) >= 0;

    private void Drop(LogSegment segment)
    {
        segment.Dispose();
        if (segment.Size > 0)
        {
            _quarantine.Add(segment.LogPath, "a segment without a valid batch");
        }

        segment.DeleteFiles();
    }

    private static bool HasIndexes(ReadOnlySpan<LogSegment> before, LogSegment segment, LogFolderListing listing)
    {
        var offsets = listing.LengthOf(segment.BaseOffset, LogFileNames.OffsetIndex);
        var times = listing.LengthOf(segment.BaseOffset, LogFileNames.TimeIndex);
        return offsets >= 0 && times >= 0
            && offsets % Indexes.OffsetIndex.EntrySize == 0
            && times % Indexes.TimeIndex.EntrySize == 0
            && (segment.Offsets.Last?.Position ?? -1) < segment.Size
            && (segment.Times.Count > 0 || segment.Size == 0)
            && TransactionIndexCheck.IsTrue(before, segment);
    }

    /// <summary>The scan has flushed the log files. Indexes of the active segment are not believed after a
    /// crash.</summary>
    private static void Flush(LogSegment[] segments, LeaderEpochCache epochs)
    {
        foreach (var segment in segments)
        {
            if (segment.HasUnflushedIndexes)
            {
                segment.FlushIndexes();
            }

            segment.FlushedSize = segment.Size;
        }

        try
        {
            epochs.Save();
        }
        catch (IOException failure) when (DiskFull.Is(failure))
        {
            // The next flush saves them, before anything relies on the file.
        }
    }

    private LogSegment NewSegment(string directory, long baseOffset) =>
        new(files, directory, baseOffset, default, NowMs());

    private LeaderEpochCache EpochsOf(string directory) =>
        new(files, Path.Combine(directory, LogFileNames.LeaderEpochs));

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(
        EventId = 21,
        Level = LogLevel.Warning,
        Message = "{Path}: cut {Bytes} bytes of an unfinished write; the log ends at offset {Offset}.")]
    private partial void LogCut(string path, int bytes, long offset);

    [LoggerMessage(
        EventId = 26,
        Level = LogLevel.Warning,
        Message = "{Path}: no batch from offset {From} to {To}: a crash may have taken what was not flushed.")]
    private partial void LogGap(string path, long from, long to);

    [LoggerMessage(
        EventId = 25,
        Level = LogLevel.Warning,
        Message = "{Directory}: {Count} entries of transaction indexes contradict later ones, and are corrected.")]
    private partial void LogLowered(string directory, int count);

    [LoggerMessage(
        EventId = 22,
        Level = LogLevel.Error,
        Message = "{Path}: damaged from byte {From} to {To}, offsets {FromOffset} to {ToOffset}; left as it is.")]
    private partial void LogDamage(string path, int from, int to, long fromOffset, long toOffset);
}

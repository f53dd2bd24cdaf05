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
    private long _scannedFrom = long.MaxValue;

    /// <summary>Makes the folder of a new, empty log.</summary>
    public LoadedLog Create(string directory, TopicPartition partition, TopicId id)
    {
        files.CreateDirectory(directory);
        PartitionMetadataFile.Create(files, directory, id);
        var segment = NewSegment(directory, 0);
        segment.Activate();
        segment.File();
        return new LoadedLog(directory, partition, id, [segment], new ProducerStates(), EpochsOf(directory))
        {
            IsNew = true,
        };
    }

    /// <summary>Opens an existing log.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public LoadedLog Load(string directory, TopicPartition partition, LogCheckpoint checkpoint)
    {
        new SwapRecovery(files, directory, _quarantine).Run();
        var listing = LogFolderListing.Read(files, directory, _quarantine);
        var epochs = EpochsOf(directory);
        var knowsEpochs = epochs.TryLoad();
        var segments = Open(directory, listing, checkpoint.LogStartOffset);
        var untrusted = checkpoint.IsClean
            ? segments.Length
            : FirstUntrusted(segments, checkpoint.RecoveryPoint);
        segments = Settle(segments, listing, knowsEpochs ? untrusted : 0, checkpoint, epochs);

        var active = segments[^1];
        active.Activate();
        epochs.TruncateFromEnd(active.NextOffset);
        var start = Math.Clamp(checkpoint.LogStartOffset, segments[0].BaseOffset, active.NextOffset);
        epochs.TruncateFromStart(start);
        var producers = new ProducerStates();
        new ProducerReplay(files, directory, segments, _quarantine).Restore(producers, _scannedFrom, active.NextOffset);
        Flush(directory, segments, untrusted, epochs);
        return new LoadedLog(
            directory, partition, PartitionMetadataFile.Read(files, directory), segments, producers, epochs)
        {
            LogStartOffset = start,
            HighWatermark = checkpoint.HighWatermark,
            FlushedEndOffset = active.NextOffset,
        };
    }

    /// <summary>The segment that was flushed last may have been the active one: then its indexes were not.</summary>
    private static int FirstUntrusted(LogSegment[] segments, long recoveryPoint) =>
        Math.Max(SegmentList.Floor(segments, recoveryPoint - 1), 0);

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
        LeaderEpochCache epochs)
    {
        for (var index = 0; index < segments.Length; index++)
        {
            var isLast = index == segments.Length - 1;
            var endOffset = isLast ? checkpoint.EndOffset : segments[index + 1].BaseOffset;
            var isTrusted = index < untrusted && HasIndexes(segments[index], listing);
            if (isTrusted && !isLast)
            {
                segments[index].TrustIndexes(endOffset);
            }
            else if (!isTrusted || !TailScan.Run(segments[index], endOffset, config.IndexIntervalBytes))
            {
                var later = segments[(index + 1)..];
                if (Scan(segments[index], checkpoint.RecoveryPoint, endOffset, later, epochs) > 0)
                {
                    Array.ForEach(later, Drop);
                    return segments[..(index + 1)];
                }
            }
        }

        return segments;
    }

    /// <summary>Scans a segment from its start; returns the bytes that were cut.</summary>
    private int Scan(
        LogSegment segment, long recoveryPoint, long endOffset, LogSegment[] later, LeaderEpochCache epochs)
    {
        _scannedFrom = Math.Min(_scannedFrom, segment.BaseOffset);
        var recovery = new SegmentRecovery(epochs, config.IndexIntervalBytes);
        var cut = recovery.Run(segment, recoveryPoint, endOffset, () => Array.Find(later, HasBatches)?.BaseOffset);
        if (cut > 0)
        {
            LogCut(segment.LogPath, cut, segment.NextOffset);
        }

        foreach (var range in segment.Damage)
        {
            LogDamage(segment.LogPath, range.FromPosition, range.ToPosition, range.FromOffset, range.ToOffset);
        }

        segment.SaveIndexes(seal: later.Length > 0);
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

    private static bool HasIndexes(LogSegment segment, LogFolderListing listing)
    {
        var offsets = listing.LengthOf(segment.BaseOffset, LogFileNames.OffsetIndex);
        var times = listing.LengthOf(segment.BaseOffset, LogFileNames.TimeIndex);
        return offsets >= 0 && times >= 0
            && offsets % Indexes.OffsetIndex.EntrySize == 0
            && times % Indexes.TimeIndex.EntrySize == 0
            && (segment.Offsets.Last?.Position ?? -1) < segment.Size
            && (segment.Times.Count > 0 || segment.Size == 0)
            && segment.Transactions.IsSane(segment.BaseOffset);
    }

    private void Flush(string directory, LogSegment[] segments, int untrusted, LeaderEpochCache epochs)
    {
        for (var index = 0; index < segments.Length; index++)
        {
            if (index >= untrusted || segments[index].HasUnflushedIndexes)
            {
                segments[index].File().FlushData();
                segments[index].FlushIndexes();
            }

            segments[index].FlushedSize = segments[index].Size;
        }

        epochs.Save();
        if (untrusted < segments.Length)
        {
            // The process may have ended before its first flush: nothing of the log is sure to be on disk yet.
            PartitionMetadataFile.Flush(files, directory);
            files.SyncDirectory(directory);
            files.SyncDirectory(Path.GetDirectoryName(directory)!);
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
        EventId = 22,
        Level = LogLevel.Error,
        Message = "{Path}: damaged from byte {From} to {To}, offsets {FromOffset} to {ToOffset}; left as it is.")]
    private partial void LogDamage(string path, int from, int to, long fromOffset, long toOffset);
}

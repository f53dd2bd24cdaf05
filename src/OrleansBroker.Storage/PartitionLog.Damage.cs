using Microsoft.Extensions.Logging;
using OrleansBroker.Protocol;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage;

/// <summary>What a log knows of bytes that can no longer be read.</summary>
public sealed partial class PartitionLog
{
    /// <summary>Offsets that cannot be read because their bytes on disk are damaged, ascending, ends
    /// exclusive.</summary>
    public IReadOnlyList<(long From, long To)> DamagedOffsets =>
        [.. Segments.All.SelectMany(segment => segment.Damage, (_, range) => (range.FromOffset, range.ToOffset))];

    /// <summary>
    /// Finds out why a segment holds bytes that are no batch: damage, which is noted and stays where it is, or a
    /// wrong offset index, which is replaced. Blocks on the disk.
    /// </summary>
    internal void Examine(LogSegment segment)
    {
        lock (_shapeLock)
        {
            if (segment != Segments.Active)
            {
                Scan(segment);
                return;
            }

            // Appends go into it: they wait, and it cannot be sealed meanwhile.
            lock (_writeLock)
            {
                Scan(segment);
            }
        }
    }

    /// <summary>
    /// Makes sure of the segment's largest timestamp, before its records are deleted or passed over because of it: once
    /// for each start, since the time index that told it has no checksum.
    /// </summary>
    /// <exception cref="IOException">The disk refused.</exception>
    internal void CheckTimes(LogSegment segment)
    {
        if (segment.IsLargestCertain)
        {
            return;
        }

        if (!SegmentTimes.IsLargestThere(segment))
        {
            LogWrongTimes(TopicPartition, segment.Times.File.Path);
            Examine(segment);
        }

        segment.IsLargestCertain = true;
    }

    /// <summary>Says that the scrubber could not read a segment; what readers ask for, they are told
    /// themselves.</summary>
    internal void ReportUnreadable(LogSegment segment, IOException failure) =>
        LogUnreadable(failure, TopicPartition, segment.LogPath);

    private void Scan(LogSegment segment)
    {
        var (damage, offsetIndex, timeIndex) = SegmentScan.Run(segment, Config.IndexIntervalBytes);
        _isSaved = false;
        segment.Offsets.File.Replace(offsetIndex);
        if (segment != Segments.Active)
        {
            segment.ReplaceTimes(timeIndex);
        }

        StorageInstruments.AddDamaged(Math.Max(damage.Length - segment.Damage.Length, 0));
        segment.Damage = damage;
        LogDamage(TopicPartition, segment.LogPath, damage.Length);
    }

    [LoggerMessage(
        EventId = 13,
        Level = LogLevel.Warning,
        Message = "Log {Partition}: {Path} contradicts the log; the segment is read, and the time index built anew.")]
    private partial void LogWrongTimes(TopicPartition partition, string path);

    [LoggerMessage(EventId = 12, Level = LogLevel.Error, Message = "Log {Partition}: {Path} cannot be read.")]
    private partial void LogUnreadable(Exception failure, TopicPartition partition, string path);

    [LoggerMessage(
        EventId = 11,
        Level = LogLevel.Error,
        Message = "Log {Partition}: {Path} holds bytes that are no batch; {Count} damaged ranges. Nothing is cut.")]
    private partial void LogDamage(TopicPartition partition, string path, int count);
}

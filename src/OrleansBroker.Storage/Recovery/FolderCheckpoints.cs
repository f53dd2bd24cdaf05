using OrleansBroker.Protocol;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Recovery;

/// <summary>The checkpoint files of a data folder, and the marker of a clean stop.</summary>
/// <remarks>
/// Not thread-safe: one caller at a time. The marker is Kafka's and speaks for the whole folder. The logs that it does
/// not speak for are in a file of our own, durable before it, so that one log that is offline is scanned alone. Kafka
/// knows no such file: before it takes over a folder that has one, the marker is to be deleted.
/// </remarks>
internal sealed class FolderCheckpoints(IFileSystem files, string folder, Quarantine quarantine)
{
    private const string CleanShutdownText = """{"version":0,"brokerEpoch":-1}""";

    private Dictionary<TopicPartition, long> _recoveryPoints = [];
    private Dictionary<TopicPartition, long> _logStarts = [];
    private Dictionary<TopicPartition, long> _highWatermarks = [];
    private IReadOnlyCollection<TopicPartition> _kept = [];
    private IReadOnlyDictionary<TopicPartition, long> _unclean = new Dictionary<TopicPartition, long>();
    private bool _isClean;

    /// <summary>Reads the files; the marker is good for one start, and removed before anything is written.</summary>
    public void Read()
    {
        _recoveryPoints = Read(LogFileNames.RecoveryPoints, "after a crash, the logs are scanned from their start");
        _logStarts = Read(LogFileNames.LogStartOffsets, "logs begin at their first segment, and show records again "
            + "that were deleted but still lie there: delete them once more");
        _highWatermarks = Read(LogFileNames.HighWatermarks, "they are found anew from the replicas");
        var marker = PathOf(LogFileNames.CleanShutdown);
        if (files.FileExists(marker))
        {
            _isClean = TryReadUnclean();
            files.DeleteFile(marker);
            files.SyncDirectory(folder);
        }
    }

    public LogCheckpoint Of(TopicPartition partition) => new(
        _recoveryPoints.GetValueOrDefault(partition),
        _logStarts.GetValueOrDefault(partition),
        _highWatermarks.GetValueOrDefault(partition),
        _isClean && !_unclean.ContainsKey(partition));

    /// <summary>What was read of these partitions, whose logs are not served, is written again.</summary>
    public void Keep(IEnumerable<TopicPartition> partitions) => _kept = [.. partitions];

    public void Write(IReadOnlyCollection<PartitionLog> logs)
    {
        Write(LogFileNames.RecoveryPoints, logs, static log => log.RecoveryPoint, _recoveryPoints);
        Write(LogFileNames.LogStartOffsets, logs, static log => log.LogStartOffset, _logStarts);
        Write(LogFileNames.HighWatermarks, logs, static log => log.HighWatermark, _highWatermarks);
    }

    /// <summary>Writes the marker: every log was closed in order, except for some.</summary>
    /// <param name="except">The logs that are to be scanned at the next start as after a crash.</param>
    public void MarkClean(IEnumerable<TopicPartition> except)
    {
        var unclean = except.ToDictionary(partition => partition, _ => 0L);
        var path = PathOf(LogFileNames.UncleanLogs);
        if (unclean.Count > 0)
        {
            OffsetCheckpointFile.Write(files, path, unclean);
        }
        else
        {
            // The marker's own sync makes it last.
            files.DeleteFile(path);
        }

        AtomicFile.Write(files, PathOf(LogFileNames.CleanShutdown), CleanShutdownText);
    }

    /// <summary>False when it cannot be told any more which logs the marker does not speak for.</summary>
    private bool TryReadUnclean()
    {
        if (OffsetCheckpointFile.Read(files, PathOf(LogFileNames.UncleanLogs)) is not { } unclean)
        {
            return false;
        }

        _unclean = unclean;
        return true;
    }

    private void Write(
        string name, IReadOnlyCollection<PartitionLog> logs, Func<PartitionLog, long> offset,
        Dictionary<TopicPartition, long> read)
    {
        var offsets = logs.ToDictionary(log => log.TopicPartition, offset);
        foreach (var partition in _kept)
        {
            offsets[partition] = read.GetValueOrDefault(partition);
        }

        OffsetCheckpointFile.Write(files, PathOf(name), offsets);
    }

    private Dictionary<TopicPartition, long> Read(string name, string consequence)
    {
        if (OffsetCheckpointFile.Read(files, PathOf(name)) is { } offsets)
        {
            return offsets;
        }

        quarantine.Add(PathOf(name), $"a damaged checkpoint; {consequence}");
        return [];
    }

    private string PathOf(string name) => Path.Combine(folder, name);
}

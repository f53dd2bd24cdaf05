using Microsoft.Extensions.Logging;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage;

/// <summary>What becomes of a data folder whose disk fails.</summary>
public sealed partial class LogFolder
{
    private int _isOffline;

    /// <summary>
    /// Whether the disk has failed: none of the folder's logs may be led or made until it is opened again.
    /// </summary>
    public bool IsOffline => Volatile.Read(ref _isOffline) != 0;

    /// <summary>Called once, on the thread that met the failure, possibly under a log's lock: be quick.</summary>
    public event Action<LogFolder>? WentOffline;

    /// <summary>
    /// Something in the folder failed: when the folder as a whole cannot be written any more, it goes offline with all
    /// its logs. Blocks on the disk.
    /// </summary>
    public void Examine(Exception failure)
    {
        var isOfDisk = failure is IOException or UnauthorizedAccessException;
        if (isOfDisk && !IsOffline && !FolderProbe.IsUsable(Files, Path))
        {
            TakeOffline(failure);
        }
    }

    private void TakeOffline(Exception failure)
    {
        if (Interlocked.Exchange(ref _isOffline, 1) != 0)
        {
            return;
        }

        LogOffline(failure, Path);
        foreach (var log in Logs)
        {
            log.Fail(failure);
        }

        WentOffline?.Invoke(this);
    }

    /// <summary>A checkpoint that is not written costs time at the next start, nothing else.</summary>
    private void OnCheckpointFailed(Exception failure)
    {
        if (DiskFull.Is(failure))
        {
            ReportFull(failure);
            return;
        }

        LogNoCheckpoint(failure, Path);
        Examine(failure);
    }

    [LoggerMessage(
        EventId = 2,
        Level = LogLevel.Error,
        Message = "Data folder {Path} goes offline: its disk fails. Its partitions wait for it until a restart.")]
    private partial void LogOffline(Exception failure, string path);

    [LoggerMessage(
        EventId = 4,
        Level = LogLevel.Warning,
        Message = "The checkpoints of data folder {Path} cannot be written; they are tried again.")]
    private partial void LogNoCheckpoint(Exception failure, string path);
}

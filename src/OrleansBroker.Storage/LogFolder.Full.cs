using Microsoft.Extensions.Logging;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage;

/// <summary>What becomes of a data folder whose disk is full: appends wait for room, all else goes on.</summary>
public sealed partial class LogFolder
{
    /// <summary>
    /// Bytes that must be free before appends go on: a round of appends with the files of a roll. With less, the next
    /// append would meet a full disk again.
    /// </summary>
    private const long RoomToGoOn = 16L << 20;

    private int _isFull;

    /// <summary>
    /// Whether the disk has no room: its logs refuse appends. Looked after every second, so that appends go on by
    /// themselves once something was deleted.
    /// </summary>
    public bool IsFull => Volatile.Read(ref _isFull) != 0;

    /// <summary>Called, on a thread of the folder, when a full disk has room again.</summary>
    public event Action<LogFolder>? GotRoom;

    /// <summary>The disk has refused for want of room. Takes no lock.</summary>
    internal void ReportFull(Exception failure)
    {
        if (Interlocked.Exchange(ref _isFull, 1) == 0)
        {
            StorageInstruments.AddFull(1);
            LogFull(failure, Path);
        }
    }

    /// <summary>
    /// Lets appends go on when the checkpoints can be written, which a full disk has held up. Blocks on the disk.
    /// </summary>
    internal void LookForRoom()
    {
        if (!IsFull || !HasRoom())
        {
            return;
        }

        LeaveFull();
        LogRoom(Path);
        foreach (var log in Logs)
        {
            if (log.FlushedEndOffset < log.LogEndOffset)
            {
                RequestFlush(log);
            }
        }

        GotRoom?.Invoke(this);
    }

    private bool HasRoom()
    {
        try
        {
            if (FreeBytes < RoomToGoOn)
            {
                return false;
            }

            SaveCheckpoints();
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Examine(failure);
            return false;
        }
    }

    private void LeaveFull()
    {
        if (Interlocked.Exchange(ref _isFull, 0) != 0)
        {
            StorageInstruments.AddFull(-1);
        }
    }

    [LoggerMessage(
        EventId = 5,
        Level = LogLevel.Error,
        Message = "The disk of data folder {Path} is full: appends to its partitions are refused with "
            + "KAFKA_STORAGE_ERROR. Reads go on, and nothing acknowledged is lost. Make room: delete records, shorten "
            + "retention, or enlarge the disk. Appends then go on by themselves, without a restart.")]
    private partial void LogFull(Exception failure, string path);

    [LoggerMessage(
        EventId = 6,
        Level = LogLevel.Warning,
        Message = "The disk of data folder {Path} has room again: appends go on.")]
    private partial void LogRoom(string path);
}

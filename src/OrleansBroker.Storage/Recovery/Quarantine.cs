using Microsoft.Extensions.Logging;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Recovery;

/// <summary>
/// Moves aside what is damaged or is not ours, under its name with a suffix, for a human to look at: it is never
/// deleted.
/// </summary>
internal sealed partial class Quarantine(IFileSystem files, ILogger logger)
{
    public void Add(string path, string reason)
    {
        var moved = path + LogFileNames.Quarantined;
        for (var number = 1; files.FileExists(moved); number++)
        {
            moved = $"{path}.{number}{LogFileNames.Quarantined}";
        }

        files.MoveFile(path, moved);
        LogMoved(moved, reason);
    }

    [LoggerMessage(EventId = 20, Level = LogLevel.Warning, Message = "Moved aside to {Path}: {Reason}.")]
    private partial void LogMoved(string path, string reason);
}

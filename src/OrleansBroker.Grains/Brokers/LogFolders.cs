using Microsoft.Extensions.Logging;
using OrleansBroker.Protocol;
using OrleansBroker.Storage;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Grains.Brokers;

/// <summary>
/// The data folders of this broker. Thread-safe once opened; opened and closed by the broker.
/// </summary>
public sealed class LogFolders(IFileSystem files, TimeProvider time, ILoggerFactory loggers)
{
    private LogFolder[] _folders = [];

    /// <summary>The open folders.</summary>
    public IReadOnlyList<LogFolder> All => _folders;

    /// <summary>Opens every folder, and recovers its logs.</summary>
    /// <exception cref="DataFolderException">A folder cannot be used; none is left open then.</exception>
    internal async Task OpenAsync(
        IEnumerable<string> paths, LogFolderOptions options, CancellationToken cancellationToken)
    {
        var opened = new List<LogFolder>();
        try
        {
            foreach (var path in paths)
            {
                opened.Add(await LogFolder.OpenAsync(path, options, files, time, loggers, cancellationToken));
            }
        }
        catch
        {
            foreach (var folder in opened)
            {
                await folder.CloseAsync();
            }

            throw;
        }

        _folders = [.. opened];
    }

    /// <summary>Flushes and closes every folder.</summary>
    internal Task CloseAsync() => Task.WhenAll(_folders.Select(folder => folder.CloseAsync()));

    /// <summary>The log of a partition, in whichever folder it lies; null when there is none.</summary>
    internal PartitionLog? Find(TopicPartition partition) =>
        _folders.Select(folder => folder.Find(partition)).FirstOrDefault(log => log is not null);

    /// <summary>The folder for a new log: the one with the fewest.</summary>
    /// <exception cref="IOException">No folder can be written.</exception>
    internal LogFolder ForNewLog() =>
        _folders.Where(folder => !folder.IsOffline).MinBy(folder => folder.Logs.Count)
        ?? throw new IOException("No data folder can be written.");
}

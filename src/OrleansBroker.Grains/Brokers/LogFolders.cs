using Microsoft.Extensions.Logging;
using OrleansBroker.Protocol;
using OrleansBroker.Storage;
using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Moving;

namespace OrleansBroker.Grains.Brokers;

/// <summary>
/// The data folders of this broker. Thread-safe once opened; opened and closed by the broker.
/// </summary>
public sealed partial class LogFolders(IFileSystem files, TimeProvider time, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger<LogFolders>();
    private LogFolder[] _folders = [];

    /// <summary>The open folders.</summary>
    public IReadOnlyList<LogFolder> All => _folders;

    /// <summary>The open folders whose disk has not failed since.</summary>
    public IReadOnlyList<LogFolder> Usable => [.. _folders.Where(folder => !folder.IsOffline)];

    /// <summary>Number of configured folders that could not be opened, or have failed since.</summary>
    public int OfflineCount => Unusable.Count + _folders.Count(folder => folder.IsOffline);

    /// <summary>Full paths of the folders that could not be opened: what they hold is offline.</summary>
    public IReadOnlyList<string> Unusable { get; private set; } = [];

    /// <summary>
    /// Opens every folder, and recovers its logs. A disk that fails takes only its own partitions with it, as long as
    /// another one works.
    /// </summary>
    /// <exception cref="DataFolderException">
    /// No folder can be read, or one is set up wrongly; none is left open then.
    /// </exception>
    internal async Task OpenAsync(
        IReadOnlyCollection<string> paths, LogFolderOptions options, CancellationToken cancellationToken)
    {
        options = options with { OpenFilesMax = Math.Max(options.OpenFilesMax / Math.Max(paths.Count, 1), 1) };
        var opened = new List<LogFolder>();
        var failures = new List<(string Path, DataFolderException Failure)>();
        try
        {
            foreach (var path in paths)
            {
                try
                {
                    opened.Add(await LogFolder.OpenAsync(path, options, files, time, loggers, cancellationToken));
                }
                catch (DataFolderException failure) when (IsDiskFailure(failure))
                {
                    failures.Add((Path.GetFullPath(path), failure));
                }
            }

            if (opened.Count == 0)
            {
                throw failures[0].Failure;
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
        Unusable = [.. failures.Select(folder => folder.Path)];
        foreach (var (path, failure) in failures)
        {
            LogUnusable(failure, path);
        }
    }

    /// <summary>Flushes and closes every folder.</summary>
    internal Task CloseAsync() => Task.WhenAll(_folders.Select(folder => folder.CloseAsync()));

    /// <summary>
    /// The folder in which a replica's log lies, or is to be made; null when it is offline: see
    /// <see cref="ReplicaChoice"/>.
    /// </summary>
    /// <param name="partition">Name of the partition.</param>
    /// <param name="topicId">Its topic: a log of another one under the same name does not count.</param>
    /// <param name="directoryId">Folder that the record names, or <see cref="Guid.Empty"/>.</param>
    internal LogFolder? Locate(TopicPartition partition, TopicId topicId, Guid directoryId)
    {
        return ReplicaChoice.Choose(Usable, isAnyFailing: OfflineCount > 0, partition, topicId, directoryId);
    }

    // Two processes on one folder, or a folder of another broker, are for the operator to put right first.
    private static bool IsDiskFailure(DataFolderException failure) =>
        failure.InnerException is IOException or UnauthorizedAccessException;

    [LoggerMessage(EventId = 1, Level = LogLevel.Error,
        Message = "Data folder {Path} cannot be used: its partitions are offline, the other folders are served.")]
    private partial void LogUnusable(Exception failure, string path);
}

using Microsoft.Extensions.Logging;
using OrleansBroker.Protocol;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Recovery;

/// <summary>Loads every log of a data folder, several at once on threads of their own, and says how far it
/// is.</summary>
internal sealed partial class FolderRecovery(
    IFileSystem files, string folder, LogFolderOptions options, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>Time between two lines about the progress.</summary>
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(2);

    private readonly ILogger _logger = loggers.CreateLogger<FolderRecovery>();
    private readonly Lock _lock = new();
    private readonly List<LoadedLog> _loaded = [];
    private readonly Dictionary<TopicPartition, Exception> _unreadable = [];
    private int _total;
    private long _reportedAt;

    /// <summary>Loads the logs of the folder; returns, also by a failure, when no thread works any more.</summary>
    /// <exception cref="IOException">The disk refused what concerns the folder and not one log.</exception>
    public async Task<RecoveredLogs> RunAsync(FolderCheckpoints checkpoints, CancellationToken cancellation)
    {
        var queue = new Queue<(string Directory, TopicPartition Partition)>();
        foreach (var name in files.ListDirectories(folder))
        {
            if (LogFileNames.TryParseFolder(name, out var partition) && partition.Topic != LogFileNames.KafkaMetadata)
            {
                queue.Enqueue((Path.Combine(folder, name), partition));
            }
        }

        _total = queue.Count;
        _reportedAt = time.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (options.RecoveryThreads == 0)
        {
            LoadAll(queue, checkpoints, stop);
        }

        var workers = new Task[Math.Min(options.RecoveryThreads, _total)];
        for (var index = 0; index < workers.Length; index++)
        {
            workers[index] = Task.Factory.StartNew(
                () => LoadAll(queue, checkpoints, stop),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        }

        await Task.WhenAll(workers);
        cancellation.ThrowIfCancellationRequested();
        return new RecoveredLogs(_loaded, _unreadable);
    }

    /// <summary>Loads logs until there is none left or somebody gives up; who fails, stops the others.</summary>
    private void LoadAll(
        Queue<(string Directory, TopicPartition Partition)> queue, FolderCheckpoints checkpoints,
        CancellationTokenSource stop)
    {
        try
        {
            while (!stop.IsCancellationRequested && Next(queue) is { } next)
            {
                Load(next.Directory, next.Partition, checkpoints.Of(next.Partition));
            }
        }
        catch
        {
            stop.Cancel();
            throw;
        }
    }

    private (string Directory, TopicPartition Partition)? Next(
        Queue<(string Directory, TopicPartition Partition)> queue)
    {
        lock (_lock)
        {
            return queue.TryDequeue(out var next) ? next : null;
        }
    }

    private void Load(string directory, TopicPartition partition, LogCheckpoint checkpoint)
    {
        try
        {
            var loaded = new LogLoader(files, options.DefaultConfig, time, _logger)
                .Load(directory, partition, checkpoint);
            lock (_lock)
            {
                _loaded.Add(loaded);
                Report();
            }
        }
        catch (Exception failure) when (IsOfOneLog(failure))
        {
            LogUnreadable(failure, directory);
            lock (_lock)
            {
                _unreadable.Add(partition, failure);
            }
        }
    }

    /// <summary>A process without handles has trouble with every log, and none with its disk.</summary>
    private static bool IsOfOneLog(Exception failure) =>
        failure is (IOException and not TooManyOpenFilesException) or UnauthorizedAccessException;

    private void Report()
    {
        if (_loaded.Count == _total || time.GetElapsedTime(_reportedAt) > ReportInterval)
        {
            _reportedAt = time.GetTimestamp();
            LogProgress(_loaded.Count, _total, folder);
        }
    }

    [LoggerMessage(EventId = 23, Level = LogLevel.Information, Message = "Loaded {Count} of {Total} logs in {Folder}.")]
    private partial void LogProgress(int count, int total, string folder);

    [LoggerMessage(
        EventId = 24,
        Level = LogLevel.Error,
        Message = "The log in {Directory} cannot be read and is offline until the next start; the others are served.")]
    private partial void LogUnreadable(Exception failure, string directory);
}

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
    private long _reportedAt;

    /// <summary>The logs of the folder.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public async Task<IReadOnlyList<LoadedLog>> RunAsync(FolderCheckpoints checkpoints, CancellationToken cancellation)
    {
        var queue = new Queue<(string Directory, TopicPartition Partition)>();
        foreach (var name in files.ListDirectories(folder))
        {
            if (LogFileNames.TryParseFolder(name, out var partition))
            {
                queue.Enqueue((Path.Combine(folder, name), partition));
            }
        }

        var total = queue.Count;
        _reportedAt = time.GetTimestamp();
        if (options.RecoveryThreads == 0)
        {
            LoadAll(queue, total, checkpoints, cancellation);
        }

        var workers = new Task[Math.Min(options.RecoveryThreads, total)];
        for (var index = 0; index < workers.Length; index++)
        {
            workers[index] = Task.Factory.StartNew(
                () => LoadAll(queue, total, checkpoints, cancellation),
                cancellation,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        }

        await Task.WhenAll(workers);
        return _loaded;
    }

    private void LoadAll(
        Queue<(string Directory, TopicPartition Partition)> queue, int total, FolderCheckpoints checkpoints,
        CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            (string Directory, TopicPartition Partition) next;
            lock (_lock)
            {
                if (!queue.TryDequeue(out next))
                {
                    return;
                }
            }

            var loader = new LogLoader(files, options.DefaultConfig, time, _logger);
            var loaded = loader.Load(next.Directory, next.Partition, checkpoints.Of(next.Partition));
            lock (_lock)
            {
                _loaded.Add(loaded);
                Report(total);
            }
        }
    }

    private void Report(int total)
    {
        if (_loaded.Count == total || time.GetElapsedTime(_reportedAt) > ReportInterval)
        {
            _reportedAt = time.GetTimestamp();
            LogProgress(_loaded.Count, total, folder);
        }
    }

    [LoggerMessage(EventId = 23, Level = LogLevel.Information, Message = "Loaded {Count} of {Total} logs in {Folder}.")]
    private partial void LogProgress(int count, int total, string folder);
}

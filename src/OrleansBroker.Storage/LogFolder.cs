using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OrleansBroker.Protocol;
using OrleansBroker.Storage.Compaction;
using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Maintenance;
using OrleansBroker.Storage.Recovery;
using OrleansBroker.Storage.Segments;
using OrleansBroker.Storage.Tail;
using OrleansBroker.Storage.Threads;

namespace OrleansBroker.Storage;

/// <summary>
/// One data folder: its lock, its identity, its threads and its logs. Thread-safe.
/// </summary>
/// <remarks>
/// <see cref="CloseAsync"/> stops in order, so that the next start scans nothing; without it, the next start recovers
/// as after a crash.
/// </remarks>
public sealed partial class LogFolder : IAsyncDisposable
{
    private readonly ConcurrentDictionary<TopicPartition, PartitionLog> _logs = new();
    private readonly LogFolderOptions _options;
    private readonly IDisposable _lock;
    private readonly PooledFileSystem _disk;
    private readonly IReadOnlyDictionary<TopicPartition, Exception> _unreadable;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly FolderCheckpoints _checkpoints;
    private readonly IoThreads _maintenance;
    private readonly FolderMaintenance _work;
    private readonly Random _jitter;
    private int _isClosed;

    private LogFolder(
        string path, LogFolderOptions options, PooledFileSystem disk, TimeProvider time, ILoggerFactory loggers,
        IDisposable folderLock, Guid directoryId, FolderCheckpoints checkpoints,
        IReadOnlyDictionary<TopicPartition, Exception> unreadable)
    {
        Path = path;
        _disk = disk;
        _unreadable = unreadable;
        Time = time;
        DirectoryId = directoryId;
        _options = options;
        _lock = folderLock;
        _loggers = loggers;
        _logger = loggers.CreateLogger<LogFolder>();
        _checkpoints = checkpoints;
        _jitter = new Random(options.Seed);
        Tails = new TailCache(options.TailBytes);
        Appends = new IoThreads("append", options.AppendThreads, _logger);
        Flushes = new IoThreads("flush", options.FlushThreads, _logger);
        Reads = new IoThreads("read", options.ReadThreads, _logger);
        Moves = new IoThreads("move", options.MoveThreads, _logger);
        _maintenance = new IoThreads("storage", options.MaintenanceThreads, _logger);
        _work = new FolderMaintenance(this, _maintenance, options);
        Cleaner = new LogCleaner(this, options.Cleaner, loggers.CreateLogger<LogCleaner>());
    }

    /// <summary>Id of the folder, from its <c>meta.properties</c>.</summary>
    public Guid DirectoryId { get; }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>The logs, in no order.</summary>
    public IReadOnlyCollection<PartitionLog> Logs => (IReadOnlyCollection<PartitionLog>)_logs.Values;

    /// <summary>
    /// Threads on which the owner appends: a partition's queue posts itself, once, when it has something to write, so
    /// that its work never runs twice at the same time.
    /// </summary>
    public IoThreads Appends { get; }

    internal IFileSystem Files => _disk;

    internal TimeProvider Time { get; }

    internal TailCache Tails { get; }

    internal LogCleaner Cleaner { get; }

    internal IoThreads Flushes { get; }

    internal IoThreads Reads { get; }

    /// <summary>Bytes that can still be written to the folder's disk.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public long FreeBytes => Files.FreeBytes(Path);

    /// <summary>Size in bytes of the folder's disk.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public long TotalBytes => Files.TotalBytes(Path);

    /// <summary>
    /// Whether the partition has a log here whose files could not be read when the folder was opened: it is offline
    /// until the next start.
    /// </summary>
    public bool IsUnreadable(TopicPartition partition) => _unreadable.ContainsKey(partition);

    /// <summary>The log of a partition, or null.</summary>
    public PartitionLog? Find(TopicPartition partition) => _logs.GetValueOrDefault(partition);

    /// <summary>Makes the empty log of a partition. Touches the disk shortly, without waiting for a flush.</summary>
    /// <exception cref="InvalidOperationException">The partition has a log here already.</exception>
    /// <exception cref="IOException">The disk refused, or did so when the partition's log was to be read.</exception>
    public PartitionLog CreateLog(TopicPartition partition, TopicId topicId, LogConfig config)
    {
        lock (_logs)
        {
            if (_logs.ContainsKey(partition))
            {
                throw new InvalidOperationException($"{partition} has a log in {Path} already.");
            }

            if (_unreadable.TryGetValue(partition, out var failure))
            {
                throw new IOException(
                    $"{partition} has a log in {Path} that could not be read at the start: mend the disk, then start "
                    + $"again. {failure.Message}",
                    failure);
            }

            var directory = System.IO.Path.Combine(Path, LogFileNames.Folder(partition));
            var loader = new LogLoader(Files, config, Time, _logger);
            return Add(loader.Create(directory, partition, topicId), config);
        }
    }

    /// <summary>
    /// Takes a log out of service: its folder is renamed at once, and deleted after the log's file.delete.delay.ms.
    /// </summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void DeleteLog(PartitionLog log)
    {
        lock (_logs)
        {
            if (!_logs.TryRemove(KeyValuePair.Create(log.TopicPartition, log)))
            {
                return;
            }

            Cleaner.Forget(log.TopicPartition);
            var moved = System.IO.Path.Combine(Path, LogFileNames.DeletedFolderOf(log.TopicPartition, Guid.NewGuid()));
            log.Abandon();
            Files.MoveDirectory(log.Directory, moved);
            _work.DeleteFolderAfter(moved, TimeSpan.FromMilliseconds(log.Config.FileDeleteDelayMs));
        }
    }

    /// <summary>
    /// Takes a log out of service for good, under another name beside it: somebody's data, which only a human may
    /// delete.
    /// </summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void SetAside(PartitionLog log)
    {
        lock (_logs)
        {
            if (_logs.TryRemove(KeyValuePair.Create(log.TopicPartition, log)))
            {
                Cleaner.Forget(log.TopicPartition);
                var name = LogFileNames.QuarantinedFolderOf(log.TopicPartition, Guid.NewGuid());
                log.Abandon();
                Files.MoveDirectory(log.Directory, System.IO.Path.Combine(Path, name));
                Files.SyncDirectory(Path);
            }
        }
    }

    /// <summary>
    /// Asks for everything appended to the log to be flushed: <see cref="PartitionLog.FlushedEndOffset"/> moves, then
    /// <see cref="PartitionLog.Flushed"/> is raised. Requests during a flush share the next one.
    /// </summary>
    public void RequestFlush(PartitionLog log) => log.Flusher.Request(withActive: true);

    internal long NextJitter(long maxMs)
    {
        if (maxMs <= 0)
        {
            return 0;
        }

        lock (_jitter)
        {
            return _jitter.NextInt64(maxMs);
        }
    }

    internal void RequestCheckpoint() => _work.RequestCheckpoint();

    /// <summary>Deletes the files of segments that left the log, once no reader can still use them.</summary>
    internal void DeleteLater(PartitionLog log, LogSegment[] segments) =>
        _work.DeleteAfter(segments, TimeSpan.FromMilliseconds(log.Config.FileDeleteDelayMs));

    internal void WriteCheckpoints()
    {
        try
        {
            SaveCheckpoints();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            OnCheckpointFailed(failure);
        }
    }

    private PartitionLog Add(LoadedLog loaded, LogConfig config)
    {
        var log = new PartitionLog(this, loaded, config, _loggers.CreateLogger<PartitionLog>());
        _logs[log.TopicPartition] = log;
        return log;
    }
}

using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OrleansBroker.Protocol;
using OrleansBroker.Storage.Recovery;
using OrleansBroker.Storage.Threads;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// The cleaner of a data folder: now and then it cleans the dirtiest of the compacted logs, until none is due.
/// Thread-safe; at most one round runs at a time.
/// </summary>
internal sealed partial class LogCleaner : IIoWork, IDisposable
{
    private readonly LogFolder _folder;
    private readonly CleanerOptions? _options;
    private readonly ILogger _logger;
    private readonly IoThreads _thread;
    private readonly CleanerPace _pace;
    private readonly CleanerCheckpoint _checkpoint;
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private bool _isQueued;
    private bool _isStopped;

    /// <summary>Makes a cleaner, which rests until it is started.</summary>
    public LogCleaner(LogFolder folder, CleanerOptions? options, ILogger logger)
    {
        _folder = folder;
        _options = options;
        _logger = logger;
        _thread = new IoThreads("cleaner", options?.Threads ?? 0, logger);
        _pace = new CleanerPace(folder.Time, options?.BytesPerSecond ?? 0);
        _checkpoint = new CleanerCheckpoint(folder.Files, folder.Path, new Quarantine(folder.Files, logger));
    }

    public void Start()
    {
        _checkpoint.Read();
        if (_options is { } options)
        {
            lock (_lock)
            {
                _timer = _folder.Time.CreateTimer(_ => Wake(), null, options.Backoff, options.Backoff);
            }
        }
    }

    /// <summary>Cleans until no log is due.</summary>
    public void Execute()
    {
        lock (_lock)
        {
            _isQueued = false;
        }

        while (Choose() is { } cleanable && TryClean(cleanable))
        {
        }
    }

    /// <summary>A log was cut: what comes in the place of what was cleaned is dirty.</summary>
    public void Truncated(TopicPartition partition, long offset) => _checkpoint.Lower(partition, offset);

    /// <summary>A log is gone.</summary>
    public void Forget(TopicPartition partition) => _checkpoint.Remove(partition);

    /// <summary>Stops a round under way, which leaves no trace, and returns when it has ended.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isStopped = true;
            _timer?.Dispose();
        }

        _pace.Stop();
        _thread.Dispose();
    }

    private void Wake()
    {
        lock (_lock)
        {
            if (_isQueued || _isStopped)
            {
                return;
            }

            _isQueued = true;
            _thread.Post(this);
        }
    }

    private CleanableLog? Choose()
    {
        var now = _folder.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var logs = new List<CleanableLog>();
        foreach (var log in _folder.Logs)
        {
            if (log.Config.CleanupCompact
                && !log.IsOffline
                && !log.IsClosed
                && CleanableLog.Of(log, _checkpoint.Of(log.TopicPartition), now) is { } cleanable)
            {
                logs.Add(cleanable);
            }
        }

        return CleanableLog.Dirtiest(logs);
    }

    /// <summary>False when it makes no sense to go on before the next wake-up.</summary>
    private bool TryClean(CleanableLog cleanable)
    {
        try
        {
            return Clean(cleanable);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (DamagedSegmentException damage)
        {
            CleanerInstruments.Failed();
            cleanable.Log.Examine(damage.Segment);
            return false;
        }
        catch (Exception) when (cleanable.Log.IsClosed)
        {
            return true;
        }
        catch (Exception failure)
        {
            CleanerInstruments.Failed();
            LogFailed(failure, cleanable.Log.TopicPartition);
            return false;
        }
    }

    private bool Clean(CleanableLog cleanable)
    {
        var startedAt = _folder.Time.GetTimestamp();
        _pace.Begin();
        var cleaning = new LogCleaning(cleanable, _options!, NewHash(), _pace);
        if (cleaning.Run() is not { } endOffset)
        {
            return false;
        }

        var partition = cleanable.Log.TopicPartition;
        _checkpoint.Set(partition, endOffset);
        var (before, after, _) = cleaning.Totals;
        CleanerInstruments.Finished(cleaning.Totals, _folder.Time.GetElapsedTime(startedAt));
        LogCleaned(partition, cleanable.FirstDirtyOffset, endOffset, before, after);
        return true;
    }

    /// <summary>A secret that nobody can know, hence not from a seeded source.</summary>
    private static KeyHash NewHash()
    {
        Span<byte> secret = stackalloc byte[2 * sizeof(ulong)];
        RandomNumberGenerator.Fill(secret);
        return new KeyHash(BitConverter.ToUInt64(secret), BitConverter.ToUInt64(secret[sizeof(ulong)..]));
    }

    [LoggerMessage(
        EventId = 30,
        Level = LogLevel.Information,
        Message = "Compacted {Partition} from offset {From} to {To}: {Before} bytes became {After}.")]
    private partial void LogCleaned(TopicPartition partition, long from, long to, long before, long after);

    [LoggerMessage(
        EventId = 31,
        Level = LogLevel.Warning,
        Message = "Compaction of {Partition} was given up and will be tried again.")]
    private partial void LogFailed(Exception failure, TopicPartition partition);
}

using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OrleansBroker.Protocol;
using OrleansBroker.Storage.Recovery;
using OrleansBroker.Storage.Threads;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// The cleaner of a data folder: now and then its threads clean the compacted logs, the dirtiest first, until none is
/// due. Thread-safe; a log is cleaned by one thread at a time.
/// </summary>
/// <remarks>
/// A log that cannot be cleaned, because of damage or the disk, is left alone until the next wake-up, and the others
/// go on.
/// </remarks>
internal sealed partial class LogCleaner : IIoWork, IDisposable
{
    private readonly LogFolder _folder;
    private readonly CleanerOptions? _options;
    private readonly ILogger _logger;
    private readonly IoThreads _threads;
    private readonly CleanerPace _pace;
    private readonly CleanerCheckpoint _checkpoint;
    private readonly Lock _lock = new();
    private readonly Lock _choosing = new();
    private readonly HashSet<PartitionLog> _underway = [];
    private readonly HashSet<PartitionLog> _failed = [];
    private readonly UncleanableLogs _uncleanable = new();
    private ITimer? _timer;
    private int _workers;
    private bool _isStopped;

    /// <summary>Makes a cleaner, which rests until it is started.</summary>
    public LogCleaner(LogFolder folder, CleanerOptions? options, ILogger logger)
    {
        _folder = folder;
        _options = options;
        _logger = logger;
        _threads = new IoThreads("cleaner", options?.Threads ?? 0, logger);
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

    /// <summary>One thread's part: cleans until no log is due.</summary>
    public void Execute()
    {
        try
        {
            while (Choose() is { } cleanable && TryClean(cleanable))
            {
            }
        }
        finally
        {
            lock (_lock)
            {
                _workers--;
            }
        }
    }

    /// <summary>A log was cut: what comes in the place of what was cleaned is dirty.</summary>
    public void Truncated(TopicPartition partition, long offset) => _checkpoint.Lower(partition, offset);

    /// <summary>First dirty offset of a log; 0 when it was never cleaned.</summary>
    public long CleanedTo(TopicPartition partition) => _checkpoint.Of(partition);

    /// <summary>A log has come from another data folder as it was: it needs no cleaning up to here.</summary>
    public void Arrived(TopicPartition partition, long cleanedTo)
    {
        try
        {
            _checkpoint.Set(partition, cleanedTo);
        }
        catch (IOException failure)
        {
            LogNotNoted(failure, partition);
        }
    }

    /// <summary>A log is gone.</summary>
    public void Forget(TopicPartition partition)
    {
        _checkpoint.Remove(partition);
        _uncleanable.Remove(partition);
    }

    /// <summary>Stops the rounds under way, which leave no trace, and returns when they have ended.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isStopped = true;
            _timer?.Dispose();
        }

        _pace.Stop();
        _threads.Dispose();
        _uncleanable.Clear();
    }

    private void Wake()
    {
        lock (_choosing)
        {
            _failed.Clear();
        }

        lock (_lock)
        {
            while (!_isStopped && _workers < Math.Max(_options!.Threads, 1))
            {
                _workers++;
                _threads.Post(this);
                if (_options.Threads == 0)
                {
                    break;
                }
            }
        }
    }

    private CleanableLog? Choose()
    {
        lock (_choosing)
        {
            var chosen = CleanableLog.Dirtiest(_folder.Logs.Select(Examine).OfType<CleanableLog>());
            if (chosen is not null)
            {
                _underway.Add(chosen.Log);
            }

            return chosen;
        }
    }

    /// <summary>What may be cleaned of a log; null when there is nothing, or it is not its turn.</summary>
    private CleanableLog? Examine(PartitionLog log)
    {
        if (!log.Config.CleanupCompact)
        {
            _uncleanable.Remove(log.TopicPartition);
            return null;
        }

        if (log.IsOffline || log.IsClosed || _underway.Contains(log) || _failed.Contains(log))
        {
            return null;
        }

        try
        {
            var cleanable = CleanableLog.Of(log, _checkpoint.Of(log.TopicPartition), log.NowMs());
            if (cleanable is { IsDamaged: true })
            {
                _uncleanable.Add(log.TopicPartition);
            }

            return cleanable;
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            GiveUp(log, failure);
            return null;
        }
    }

    /// <summary>False when the cleaner is to stop.</summary>
    private bool TryClean(CleanableLog cleanable)
    {
        var log = cleanable.Log;
        try
        {
            Clean(cleanable);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (DamagedSegmentException damage)
        {
            log.Examine(damage.Segment);
            GiveUp(log, damage);
            return true;
        }
        catch (Exception failure)
        {
            GiveUp(log, failure);
            return true;
        }
        finally
        {
            lock (_choosing)
            {
                _underway.Remove(log);
            }
        }
    }

    private void Clean(CleanableLog cleanable)
    {
        var startedAt = _folder.Time.GetTimestamp();
        var log = cleanable.Log;
        var cleaning = new LogCleaning(cleanable, _options!, NewHash(), _pace);
        if (cleaning.Run() is not { } endOffset || log.Folder != _folder)
        {
            // It has lost segments meanwhile, or moved away: the next wake-up looks at what is left.
            Rest(log);
            return;
        }

        _checkpoint.Set(log.TopicPartition, endOffset);
        _uncleanable.Remove(log.TopicPartition);
        var (before, after, _) = cleaning.Totals;
        CleanerInstruments.Finished(cleaning.Totals, _folder.Time.GetElapsedTime(startedAt));
        LogCleaned(log.TopicPartition, cleanable.FirstDirtyOffset, endOffset, before, after);
    }

    private void GiveUp(PartitionLog log, Exception failure)
    {
        Rest(log);
        if (log.IsClosed)
        {
            return;
        }

        _uncleanable.Add(log.TopicPartition);
        CleanerInstruments.Failed();
        LogFailed(failure, log.TopicPartition);
    }

    private void Rest(PartitionLog log)
    {
        lock (_choosing)
        {
            _failed.Add(log);
        }
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
        EventId = 32,
        Level = LogLevel.Warning,
        Message = "How far {Partition} was compacted in its earlier data folder cannot be written: after a restart "
            + "it is compacted from its start.")]
    private partial void LogNotNoted(Exception failure, TopicPartition partition);

    [LoggerMessage(
        EventId = 31,
        Level = LogLevel.Warning,
        Message = "Compaction of {Partition} was given up and will be tried again.")]
    private partial void LogFailed(Exception failure, TopicPartition partition);
}

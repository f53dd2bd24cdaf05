using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OrleansBroker.Protocol;
using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Moving;
using OrleansBroker.Storage.Recovery;
using OrleansBroker.Storage.Threads;

namespace OrleansBroker.Storage;

/// <summary>Logs that move from one data folder to another.</summary>
public sealed partial class LogFolder
{
    private readonly ConcurrentDictionary<string, FutureLog> _futures = new(StringComparer.Ordinal);

    /// <summary>The thread on which logs are copied into this folder.</summary>
    public IoThreads Moves { get; }

    /// <summary>The logs that are being copied into this folder, and what an interrupted move has left.</summary>
    public IReadOnlyCollection<FutureLog> Futures => (IReadOnlyCollection<FutureLog>)_futures.Values;

    /// <summary>Deletes what an interrupted move has left. Blocks on the disk.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void DeleteFuture(FutureLog future)
    {
        Files.DeleteDirectory(future.Directory);
        Files.SyncDirectory(Path);
        Forget(future);
    }

    /// <summary>Deletes what an interrupted move has left, soon.</summary>
    public void DropFuture(FutureLog future)
    {
        Forget(future);
        _work.DeleteFolderAfter(future.Directory, TimeSpan.Zero);
    }

    internal void Forget(FutureLog future) => _futures.TryRemove(future.Directory, out _);

    internal FutureLog AddFuture(PartitionLog log, string directory) =>
        _futures[directory] = new(new(log.TopicId, log.TopicPartition.Partition), directory);

    /// <summary>Puts a copied log in the place of the log itself: see <see cref="PartitionLog.MoveTo"/>.</summary>
    /// <exception cref="IOException">A disk refused; the log lies where it lay.</exception>
    internal static void Move(PartitionLog log, LogFolder target, LogCopy copy)
    {
        var source = log.Folder;

        // Nobody makes or deletes a log of this name in either folder meanwhile. Two moves in opposite directions take
        // the locks in one order.
        var isFirst = string.CompareOrdinal(source.Path, target.Path) < 0;
        lock ((isFirst ? source : target)._logs)
        {
            lock ((isFirst ? target : source)._logs)
            {
                if (source.Find(log.TopicPartition) != log || !target._logs.TryAdd(log.TopicPartition, log))
                {
                    throw new IOException($"{log.TopicPartition} was deleted, or has a log in {target.Path} already.");
                }

                var cleanedTo = source.Cleaner.CleanedTo(log.TopicPartition);
                try
                {
                    log.MoveTo(target, copy);
                    source._logs.TryRemove(log.TopicPartition, out _);
                    target.Cleaner.Arrived(log.TopicPartition, cleanedTo);
                }
                catch
                {
                    target._logs.TryRemove(log.TopicPartition, out _);
                    throw;
                }
            }
        }

        log.MarkMoved();
        source.RequestCheckpoint();
    }

    /// <summary>
    /// Takes the files of a log that has left out of service, and deletes them when no reader can still use them. A
    /// failure is only reported: the log is safe in its new folder, whose record says so.
    /// </summary>
    internal void Retire(PartitionLog log, string directory, IReadOnlyCollection<IDisposable> handles)
    {
        var delay = TimeSpan.FromMilliseconds(log.Config.FileDeleteDelayMs);
        _work.DisposeAfter(handles, delay);
        try
        {
            var name = LogFileNames.DeletedFolderOf(log.TopicPartition, Guid.NewGuid());
            var moved = System.IO.Path.Combine(Path, name);
            Files.MoveDirectory(directory, moved);
            Files.SyncDirectory(Path);
            _work.DeleteFolderAfter(moved, delay);
            Cleaner.Forget(log.TopicPartition);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNotRetired(failure, directory);
        }
    }

    /// <summary>Writes the checkpoints, of a log that arrives too.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    internal void SaveCheckpoints()
    {
        lock (_checkpoints)
        {
            _checkpoints.Write(Logs);
        }
    }

    private void FindFutures()
    {
        foreach (var name in Files.ListDirectories(Path))
        {
            if (!LogFileNames.TryParseFutureFolder(name, out var partition))
            {
                continue;
            }

            var directory = System.IO.Path.Combine(Path, name);
            var topicId = PartitionMetadataFile.Read(Files, directory);
            if (topicId == TopicId.Zero)
            {
                // The process ended before anything was copied.
                _work.DeleteFolderAfter(directory, TimeSpan.Zero);
            }
            else
            {
                _futures[directory] = new FutureLog(new TopicIdPartition(topicId, partition), directory);
            }
        }
    }

    [LoggerMessage(
        EventId = 3,
        Level = LogLevel.Warning,
        Message = "{Directory} was moved to another data folder, and what is left of it cannot be removed.")]
    private partial void LogNotRetired(Exception failure, string directory);
}

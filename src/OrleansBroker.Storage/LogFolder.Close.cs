using Microsoft.Extensions.Logging;
using OrleansBroker.Storage.Threads;

namespace OrleansBroker.Storage;

/// <summary>Stopping in order.</summary>
public sealed partial class LogFolder
{
    /// <summary>
    /// Flushes and closes every log, writes the checkpoints and the marker of a clean stop, and gives the lock back.
    /// The owner has stopped appending. Logs that were not written since the start cost nothing. Idempotent.
    /// </summary>
    public Task CloseAsync() => Task.Factory.StartNew(
        Close, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync();

    /// <summary>Does what <see cref="CloseAsync"/> says, on the calling thread.</summary>
    internal void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
        {
            return;
        }

        StopWriters();
        CloseLogs();
        Reads.Dispose();
        Tails.Dispose();
        SaveForNextStart();
        LeaveFull();
        _disk.Dispose();
        _lock.Dispose();
    }

    /// <summary>What cannot be written, on a disk that fails or is full, costs the next start a scan.</summary>
    private void SaveForNextStart()
    {
        try
        {
            SaveCheckpoints();
            if (!IsOffline)
            {
                // The next start scans the logs that could not be read, or closed in order, and no others.
                var offline = Logs.Where(log => log.IsOffline).Select(log => log.TopicPartition);
                _checkpoints.MarkClean(except: offline.Concat(_unreadable.Keys));
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNotClean(failure, Path);
        }
    }

    /// <summary>
    /// Closes the logs side by side: each waits for the disk several times, and the disk serves those who wait
    /// together. The names of new logs become durable with the checkpoints, which lie in the same folder.
    /// </summary>
    private void CloseLogs()
    {
        using var threads = new IoThreads("close", _options.CloseThreads, _logger);
        foreach (var log in Logs)
        {
            threads.Post(new ClosingOf(log));
        }
    }

    private void StopWriters()
    {
        Cleaner.Dispose();
        _work.Dispose();
        _maintenance.Dispose();
        Moves.Dispose();
        Appends.Dispose();
        Flushes.Dispose();
    }

    private void StopThreads()
    {
        StopWriters();
        Reads.Dispose();
        Tails.Dispose();
    }

    [LoggerMessage(
        EventId = 7,
        Level = LogLevel.Warning,
        Message = "The stop of data folder {Path} could not be noted in it. Nothing is lost: the next start scans its "
            + "logs as after a crash, which takes longer.")]
    private partial void LogNotClean(Exception failure, string path);

    /// <summary>A log that fails to close is offline, and has said so.</summary>
    private sealed class ClosingOf(PartitionLog log) : IIoWork
    {
        public void Execute() => log.Close();
    }
}

using Microsoft.Extensions.Logging;
using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Protocol;
using OrleansBroker.Storage;
using OrleansBroker.Storage.Moving;

namespace OrleansBroker.Grains.Brokers;

/// <summary>
/// The replicas of this broker that are moving from one of its data folders to another, at most one move each.
/// Thread-safe.
/// </summary>
public sealed partial class ReplicaMoves : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TopicIdPartition, ReplicaMove> _moves = [];
    private readonly CancellationTokenSource _stopped = new();
    private readonly LogFolders _folders;
    private readonly DirectoryReports _reports;
    private readonly ReplicaMoveServices _services;
    private readonly ILogger _logger;
    private Task _reported = Task.CompletedTask;

    internal ReplicaMoves(LogFolders folders, DirectoryReports reports, MetadataStore metadata, TimeProvider time,
        ILogger<ReplicaMoves> logger)
    {
        _folders = folders;
        _reports = reports;
        _logger = logger;
        _services = new ReplicaMoveServices(reports, new MovePace(metadata, time), logger, _stopped.Token);
    }

    /// <summary>The replicas that are being copied into a folder, as DescribeLogDirs tells.</summary>
    public IEnumerable<(TopicPartition Partition, long SizeInBytes, long OffsetLag)> Into(LogFolder folder)
    {
        ReplicaMove[] moves;
        lock (_lock)
        {
            moves = [.. _moves.Values];
        }

        return from move in moves
               where move.Target == folder && move.Log.Folder != folder && !move.Completion.IsCompleted
               select (move.Log.TopicPartition, move.SizeInBytes, move.OffsetLag);
    }

    /// <summary>
    /// Lets a replica lie in a folder: returns at once, while the log is copied. A move to another folder is given up
    /// for it, and for the folder in which the replica lies already, there is nothing else to do.
    /// </summary>
    /// <returns>
    /// None; LOG_DIR_NOT_FOUND; KAFKA_STORAGE_ERROR when the folder fails; REPLICA_NOT_AVAILABLE when this broker has
    /// no log of the partition. Where a log is made first is the controller's choice, so none is remembered for later:
    /// tools ask again.
    /// </returns>
    public ErrorCode Place(TopicPartition partition, string path)
    {
        if (_folders.Unusable.Contains(path))
        {
            return ErrorCode.KafkaStorageError;
        }

        if (_folders.All.FirstOrDefault(folder => folder.Path == path) is not { } target)
        {
            return ErrorCode.LogDirNotFound;
        }

        var log = _folders.All.Select(folder => folder.Find(partition)).FirstOrDefault(found => found is not null);
        if (log is null)
        {
            var isUnreadable = _folders.All.Any(folder => folder.IsUnreadable(partition));
            return isUnreadable ? ErrorCode.KafkaStorageError : ErrorCode.ReplicaNotAvailable;
        }

        if (target.IsOffline || log.IsOffline)
        {
            return ErrorCode.KafkaStorageError;
        }

        Begin(log, target, leftover: null);
        return ErrorCode.None;
    }

    /// <summary>Lets the records learn where logs were found, if not in the recorded folder.</summary>
    internal void Report(IReadOnlyCollection<ReplicaDirectory> misplaced)
    {
        if (misplaced.Count > 0)
        {
            _reported = Task.WhenAll(_reported, ReportAsync(misplaced));
        }
    }

    /// <summary>
    /// After the first metadata of this start: moves that the last run left unfinished go on. Not before the
    /// records say where the logs are, see <see cref="ReplicaChoice"/>.
    /// </summary>
    internal async Task ResumeAsync(MetadataImage image)
    {
        await _reported;
        foreach (var target in _folders.All)
        {
            foreach (var future in target.Futures.Where(IsLeftover))
            {
                Resume(image, target, future);
            }
        }
    }

    /// <summary>Ends the move of a replica that is deleted.</summary>
    internal async Task EndAsync(TopicIdPartition id)
    {
        ReplicaMove? move;
        lock (_lock)
        {
            move = _moves.GetValueOrDefault(id);
        }

        if (move is not null)
        {
            move.Cancel();
            await move.Completion;
        }
    }

    /// <summary>Stops all moves where they are; the next start takes them up.</summary>
    internal async Task StopAsync()
    {
        await _stopped.CancelAsync();
        Task[] ends;
        lock (_lock)
        {
            ends = [.. _moves.Values.Select(move => move.Completion)];
        }

        await Task.WhenAll(ends);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopped.Dispose();

    private void Begin(PartitionLog log, LogFolder target, FutureLog? leftover)
    {
        var id = new TopicIdPartition(log.TopicId, log.TopicPartition.Partition);
        lock (_lock)
        {
            var current = _moves.GetValueOrDefault(id);
            var isMoving = current is { Completion.IsCompleted: false };
            if ((isMoving && current!.Target == target) || (!isMoving && log.Folder == target))
            {
                return;
            }

            // A move that ends meanwhile has brought the log to where it must leave again: the next one finds out.
            current?.Cancel();
            var earlier = current?.Completion ?? Task.CompletedTask;
            _moves[id] = new ReplicaMove(log, target, leftover, earlier, _services);
            _ = ForgetAsync(_moves[id]);
        }
    }

    private async Task ForgetAsync(ReplicaMove move)
    {
        await move.Completion;
        lock (_lock)
        {
            if (_moves.GetValueOrDefault(move.Id) == move)
            {
                _moves.Remove(move.Id);
            }
        }
    }

    private async Task ReportAsync(IReadOnlyCollection<ReplicaDirectory> misplaced)
    {
        try
        {
            await _reports.ReportAsync(misplaced, _stopped.Token);
        }
        catch (OperationCanceledException)
        {
            // The broker stops; the next start finds the logs where they are, and tells again.
        }
    }

    private bool IsLeftover(FutureLog future)
    {
        lock (_lock)
        {
            return !_moves.ContainsKey(future.Partition);
        }
    }

    private void Resume(MetadataImage image, LogFolder target, FutureLog future)
    {
        var isKnown = image.TryGetTopic(future.Partition.TopicId, out var topic);
        var name = new TopicPartition(topic?.Name ?? "", future.Partition.Partition);
        var holder = _folders.All.FirstOrDefault(
            folder => folder.Find(name)?.TopicId == future.Partition.TopicId && !folder.IsOffline);
        if (isKnown && holder is null)
        {
            LogWaiting(future.Directory);
        }
        else if (holder is null || holder == target)
        {
            LogDropped(future.Directory);
            target.DropFuture(future);
        }
        else
        {
            LogResumed(name, target.Path);
            Begin(holder.Find(name)!, target, future);
        }
    }

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning,
        Message = "The move of {Partition} to {Path} was interrupted: it goes on with what is copied already.")]
    private partial void LogResumed(TopicPartition partition, string path);

    [LoggerMessage(EventId = 12, Level = LogLevel.Warning,
        Message = "{Directory} is the copy of a log that no longer moves: it is deleted.")]
    private partial void LogDropped(string directory);

    [LoggerMessage(EventId = 13, Level = LogLevel.Error,
        Message = "{Directory} is the unfinished copy of a log whose own data folder is missing: the partition is "
            + "offline until that one is back.")]
    private partial void LogWaiting(string directory);
}

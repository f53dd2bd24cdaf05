using Microsoft.Extensions.Logging;
using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Protocol;
using OrleansBroker.Storage;
using OrleansBroker.Storage.Moving;

namespace OrleansBroker.Grains.Brokers;

/// <summary>
/// The move of one replica to another data folder of this broker: copy, catch up, let the controller record the folder,
/// switch. In this order, because of what a crash leaves behind: see <see cref="ReplicaChoice"/>. Thread-safe; all work
/// on the disks is done on the target folder's own thread.
/// </summary>
internal sealed partial class ReplicaMove
{
    // What the writer waits for at the end: a few hundredths of a second of a disk.
    private const long LastBytes = 1 << 20;

    private readonly CancellationTokenSource _cancelled = new();
    private readonly ReplicaMoveServices _services;
    private readonly ILogger _logger;
    private readonly FutureLog? _leftover;
    private volatile LogMove? _copying;

    /// <summary>Begins the move, once an earlier one of the same replica has ended.</summary>
    /// <param name="log">The replica's log.</param>
    /// <param name="target">Where it is to lie.</param>
    /// <param name="leftover">What an earlier run has left of this move; deleted when the move has begun anew.</param>
    /// <param name="earlier">The end of the replica's earlier move.</param>
    /// <param name="services">What moves need.</param>
    public ReplicaMove(
        PartitionLog log, LogFolder target, FutureLog? leftover, Task earlier, ReplicaMoveServices services)
    {
        Log = log;
        Target = target;
        _leftover = leftover;
        _services = services;
        _logger = services.Logger;
        Completion = RunAsync(earlier);
    }

    public PartitionLog Log { get; }

    public LogFolder Target { get; }

    public TopicIdPartition Id => new(Log.TopicId, Log.TopicPartition.Partition);

    /// <summary>Ends when nothing more will be done; never fails.</summary>
    public Task Completion { get; }

    /// <summary>Bytes of the log that are copied.</summary>
    public long SizeInBytes => _copying?.SizeInBytes ?? 0;

    /// <summary>How many offsets the copy is behind the log.</summary>
    public long OffsetLag => _copying?.OffsetLag ?? Math.Max(Log.LogEndOffset - Log.LogStartOffset, 0);

    /// <summary>Gives the move up, unless it is done by then; the copy is deleted.</summary>
    public void Cancel() => _cancelled.Cancel();

    private async Task RunAsync(Task earlier)
    {
        await earlier.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var source = Log.Folder;
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_cancelled.Token, _services.Stopped);
            await MoveAsync(source, either.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException
            && _services.Stopped.IsCancellationRequested)
        {
            // The broker stops: the future folder stays, and the next start goes on with it.
        }
        catch (OperationCanceledException)
        {
            LogCancelled(Log.TopicPartition, Target.Path);
            await GiveUpAsync(source, failure: null);
        }
        catch (Exception failure)
        {
            if (!Log.IsClosed)
            {
                LogFailed(failure, Log.TopicPartition, Target.Path);
            }

            await GiveUpAsync(source, failure);
        }
    }

    private async Task MoveAsync(LogFolder source, CancellationToken cancellationToken)
    {
        if (source == Target)
        {
            return;
        }

        LogBegins(Log.TopicPartition, source.Path, Target.Path);
        var move = _copying = await RunAsync(Begin);
        await CatchUpAsync(move, cancellationToken);
        await _services.Reports.ReportAsync([DirectoryIs(Target)], cancellationToken);
        do
        {
            await CatchUpAsync(move, cancellationToken);
        }
        while (!await RunAsync(() => move.TryFinish(LastBytes)));
        LogDone(Log.TopicPartition, Target.Path);
    }

    private LogMove Begin() =>
        _leftover is null ? LogMove.Begin(Log, Target) : LogMove.Resume(Log, Target, _leftover);

    private async Task CatchUpAsync(LogMove move, CancellationToken cancellationToken)
    {
        do
        {
            var step = _services.Pace.StepBytes;
            var copied = await RunAsync(() => move.Copy(step));
            await _services.Pace.SpendAsync(copied, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
        while (move.BytesLeft > LastBytes);
    }

    /// <summary>The record names the log's own folder again before the future one is deleted.</summary>
    private async Task GiveUpAsync(LogFolder source, Exception? failure)
    {
        try
        {
            await _services.Reports.ReportAsync([DirectoryIs(source)], _services.Stopped);
            await RunAsync(() => Discard(failure));
        }
        catch (Exception stop) when (stop is OperationCanceledException or ObjectDisposedException)
        {
            // The broker stops: the next start goes on from what the folders say.
        }
        catch (Exception another)
        {
            LogNotDiscarded(another, Log.TopicPartition, Target.Path);
        }
    }

    private bool Discard(Exception? failure)
    {
        if (failure is not null)
        {
            Target.Examine(failure);
        }

        _copying?.Discard();
        if (_leftover is { } leftover)
        {
            Target.DeleteFuture(leftover);
        }

        return true;
    }

    private ReplicaDirectory DirectoryIs(LogFolder folder) => new()
    {
        TopicId = Log.TopicId.Value,
        Partition = Log.TopicPartition.Partition,
        DirectoryId = folder.DirectoryId,
    };

    private Task<T> RunAsync<T>(Func<T> body) => IoCall<T>.RunAsync(Target.Moves, body);

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Moving {Partition} from {From} to {To}.")]
    private partial void LogBegins(TopicPartition partition, string from, string to);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "{Partition} lies in {To} now.")]
    private partial void LogDone(TopicPartition partition, string to);

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "The move of {Partition} to {To} is given up.")]
    private partial void LogCancelled(TopicPartition partition, string to);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error,
        Message = "{Partition} cannot be moved to {To}: it stays where it is.")]
    private partial void LogFailed(Exception failure, TopicPartition partition, string to);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning,
        Message = "What was copied of {Partition} to {To} cannot be deleted: the next start goes on with the move.")]
    private partial void LogNotDiscarded(Exception failure, TopicPartition partition, string to);
}

using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>
/// Keeps one shard beside the leader of its partition for as long as the leader's epoch lasts: loads it, serves it, and
/// loads it again when it had to be dropped.
/// </summary>
/// <remarks>
/// Thread-safe. One loop runs all turns; it holds no lock and no thread while it waits. The inbox has no bound of its
/// own: every call in it is a request whose connection, itself bounded, waits for the answer.
/// </remarks>
internal sealed partial class ShardHost : IPartitionWatcher
{
    private const int StepsPerTurn = 32;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Partition _partition;
    private readonly CoordinatorLog _log;
    private readonly ShardServices _services;
    private readonly CancellationTokenSource _ended = new();
    private readonly Channel<GroupCall?> _inbox =
        Channel.CreateUnbounded<GroupCall?>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Channel<bool> _moves = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private volatile ErrorCode _refusal = ErrorCode.CoordinatorLoadInProgress;
    private int _isStepAsked;

    public ShardHost(Partition partition, ShardServices services)
    {
        _partition = partition;
        _services = services;
        _log = new CoordinatorLog(partition, services.Time);
    }

    /// <summary>Completes when the leader's epoch has ended and everybody who waited is answered.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public Partition Partition => _partition;

    /// <summary>Starts to load, and then to serve.</summary>
    public void Start()
    {
        _partition.Watch(this);

        // Not on the scheduler of the grain that brought the metadata.
        Completion = Task.Run(RunAsync);
    }

    /// <summary>Hands in a call; it is answered in every case, at once while there is no shard to ask.</summary>
    public void Submit(GroupCall call)
    {
        var refusal = _refusal;
        if (refusal != ErrorCode.None)
        {
            call.Refuse(refusal);
        }
        else if (!_inbox.Writer.TryWrite(call))
        {
            call.Refuse(ErrorCode.NotCoordinator);
        }
    }

    void IPartitionWatcher.OnPartitionChanged(Partition partition)
    {
        _moves.Writer.TryWrite(true);
        if (!_log.IsLed && _inbox.Writer.TryComplete())
        {
            // Off this thread: waits that end run what follows them.
            ThreadPool.UnsafeQueueUserWorkItem(static host => host._ended.Cancel(), this, preferLocal: false);
        }
    }

    private async Task RunAsync()
    {
        ((IPartitionWatcher)this).OnPartitionChanged(_partition);
        while (_log.IsLed)
        {
            await LoadAndServeAsync();
        }

        _refusal = ErrorCode.NotCoordinator;
        _partition.Unwatch(this);
        _inbox.Writer.TryComplete();
        await foreach (var call in _inbox.Reader.ReadAllAsync())
        {
            call?.Refuse(ErrorCode.NotCoordinator);
        }
    }

    private async Task LoadAndServeAsync()
    {
        try
        {
            _refusal = ErrorCode.CoordinatorLoadInProgress;
            var clock = new ShardClock(_services.Time);
            var shard = await LoadAsync(clock);
            if (_log.IsLed)
            {
                await ServeAsync(shard, clock);
            }
        }
        catch (OperationCanceledException)
        {
            // The epoch has ended; the caller looks.
        }
        catch (CoordinatorLogException failure) when (_log.IsLed)
        {
            LogDropped(_services.Logger, failure, _log.Name);
        }
        catch (Exception failure) when (_log.IsLed)
        {
            LogFailed(_services.Logger, failure, _log.Name);
            await WaitBeforeRetryAsync();
        }
        catch (Exception failure)
        {
            LogEnded(_services.Logger, failure, _log.Name);
        }
    }

    private async Task<CoordinatorShard> LoadAsync(ShardClock clock)
    {
        var shard = new CoordinatorShard(_services.Settings.Current, Guid.NewGuid);
        var loader = new ShardLoader(_log, shard, _services.Logger);
        var records = await loader.LoadAsync(MovedAsync, _ended.Token);
        shard.UnixTimeAtZeroMs = clock.UnixTimeAtZeroMs;
        shard.CompleteLoad(clock.NowMs);
        if (records > 0)
        {
            LogLoaded(_services.Logger, _log.Name, _log.LeaderEpoch, records, shard.AwakeCount + shard.AsleepCount,
                clock.NowMs);
        }

        return shard;
    }

    private async ValueTask MovedAsync() => await _moves.Reader.ReadAsync(_ended.Token);

    private async Task ServeAsync(CoordinatorShard shard, ShardClock clock)
    {
        var session = new ShardSession(shard, clock, _log, _services, AskForStep);
        var lost = ErrorCode.NotCoordinator;
        try
        {
            session.Step(null, _ended.Token);
            _refusal = ErrorCode.None;
            var steps = 0;
            await foreach (var call in _inbox.Reader.ReadAllAsync())
            {
                if (call is null)
                {
                    Volatile.Write(ref _isStepAsked, 0);
                }

                session.Step(call, _ended.Token);
                if (++steps % StepsPerTurn == 0)
                {
                    await Task.Yield();
                }
            }
        }
        catch (CoordinatorLogException failure)
        {
            lost = failure.ForClients;
            throw;
        }
        finally
        {
            _refusal = ErrorCode.CoordinatorLoadInProgress;
            session.Abandon(lost);
        }
    }

    /// <summary>Many appends that end together ask for one step.</summary>
    private void AskForStep()
    {
        if (Interlocked.Exchange(ref _isStepAsked, 1) == 0)
        {
            _inbox.Writer.TryWrite(null);
        }
    }

    private async Task WaitBeforeRetryAsync()
    {
        var time = _services.Time;
        try
        {
            await Task.Delay(RetryDelay, time, _ended.Token);
        }
        catch (OperationCanceledException)
        {
            // No retry: the epoch has ended.
        }
    }

    [LoggerMessage(31, LogLevel.Information,
        "Coordinates {Groups} groups of {Partition} in epoch {Epoch}: {Records} records read in {TookMs} ms.")]
    private static partial void LogLoaded(
        ILogger logger, TopicPartition partition, int epoch, long records, int groups, long tookMs);

    [LoggerMessage(32, LogLevel.Warning, "What {Partition} coordinates is dropped and read again from its log.")]
    private static partial void LogDropped(ILogger logger, Exception failure, TopicPartition partition);

    [LoggerMessage(33, LogLevel.Error, "The coordinator of {Partition} failed, and starts again from its log.")]
    private static partial void LogFailed(ILogger logger, Exception failure, TopicPartition partition);

    [LoggerMessage(34, LogLevel.Debug, "The coordinator of {Partition} ended with its leader's epoch.")]
    private static partial void LogEnded(ILogger logger, Exception failure, TopicPartition partition);
}

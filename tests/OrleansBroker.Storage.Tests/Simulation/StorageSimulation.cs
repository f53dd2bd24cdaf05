using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>
/// Drives one log on a simulated disk by random operations from a seed, beside a model that is a plain list, and
/// compares the two after each. Everything runs on one thread: a seed reproduces.
/// </summary>
internal sealed partial class StorageSimulation
{
    private const string Path = "/data";
    private const int Steps = 60;

    private static readonly TopicPartition Partition = new("orders", 0);
    private static readonly TimeSpan ProducerExpiry = TimeSpan.FromMinutes(8);

    private readonly Random _random;
    private readonly SimulatedFileSystem _disk;
    private readonly ManualTime _time = new();
    private readonly LogModel _model = new();
    private readonly BatchSource _source;
    private readonly LogFolderOptions _options;
    private readonly LogConfig _config;
    private readonly List<string> _trace = [];
    private readonly List<WriteToken> _voided = [];
    private LogFolder _folder = null!;
    private PartitionLog _log = null!;
    private WriteToken _token = null!;
    private readonly bool _leavesGaps;
    private int _epoch;

    /// <summary>A change failed half way, or the disk does not let us look at what became of it.</summary>
    private bool _isUncertain;

    public StorageSimulation(int seed)
    {
        _random = new Random(seed);
        _disk = new SimulatedFileSystem(seed);
        var isCompacted = _random.Next(4) == 0;
        _source = new BatchSource(_random, _model.Producers, isCompacted ? 0.05 : 0.3);
        _leavesGaps = _random.Next(4) == 0;
        _options = SimulatedLog.SingleThreaded with
        {
            TailBytes = _random.Next(3) == 0 ? 1 : 48 << 10,

            // A handle that goes is flushed before, which hides what a power cut does: only some run with few.
            OpenFilesMax = _random.Next(4) == 0 ? 2 : 1_000,
            RetentionInterval = TimeSpan.FromSeconds(60),
            ScrubInterval = TimeSpan.FromSeconds(120),
            ProducerExpiry = ProducerExpiry,
            ProducerExpiryInterval = TimeSpan.FromSeconds(60),
        };
        _config = new LogConfig
        {
            SegmentBytes = _random.Next(2_000, 20_000),
            SegmentMs = _random.Next(3) == 0 ? 60_000 : LogConfig.Default.SegmentMs,
            SegmentJitterMs = _random.Next(2) * 10_000,
            IndexIntervalBytes = _random.Next(1, 1_000),
            SegmentIndexBytes = _random.Next(4) == 0 ? 120 : 10 << 20,
            FileDeleteDelayMs = _random.Next(2) * 1_000,
            RetentionMs = _random.Next(3) == 0 ? _random.Next(60, 600) * 1_000 : -1,
            RetentionBytes = _random.Next(2) == 0 ? 30_000 : -1,
            CleanupCompact = isCompacted,
            CleanupDelete = !isCompacted || _random.Next(2) == 0,
            MinCleanableDirtyRatio = 0,
            DeleteRetentionMs = _random.Next(3) * 20_000,
            TimestampType = _random.Next(6) == 0 ? TimestampType.LogAppendTime : TimestampType.CreateTime,
        };
    }

    public Coverage<SimulatedEvent> Events { get; } = new();

    public Coverage<DiskFault> Faults => _disk.Faults;

    /// <summary>What was done, for a seed that fails.</summary>
    public string Trace => string.Join('\n', _trace);

    private bool IsDamaged => _log.DamagedOffsets.Count > 0;

    public async Task RunAsync()
    {
        await OpenFirstAsync();
        for (var step = 0; step < Steps; step++)
        {
            await StepAsync();
            await CheckAsync();
        }

        await ReopenCleanAsync();
        if (_model.Batches.Any() && !IsDamaged)
        {
            await RotAsync();
        }
    }

    private void Note(string what) => _trace.Add(what);

    private void Note(SimulatedEvent one, string? what = null)
    {
        Events.Add(one);
        _trace.Add($"{one} {what}");
    }

    private Task StepAsync()
    {
        switch (_random.Next(37))
        {
            case < 11:
                Append();
                return Task.CompletedTask;
            case < 15:
                return ReadAsync();
            case < 17:
                return ReadCommittedAsync();
            case < 20:
                Flush();
                return Task.CompletedTask;
            case < 23:
                AdvanceOffsets();
                return Task.CompletedTask;
            case 23:
                TakeRole();
                return Task.CompletedTask;
            case < 26:
                Truncate();
                return Task.CompletedTask;
            case 26:
                DeleteRecords();
                return Task.CompletedTask;
            case 27:
                WriteWhatIsRefused();
                return Task.CompletedTask;
            case 28:
                return ReopenCleanAsync();
            case 29:
                return ReopenAfterKillAsync();
            case 30:
                return ReopenAfterPowerCutAsync();
            case 31:
                return FailDiskAsync();
            case 32:
                return DieAnywhereAsync();
            case 33:
                return FillDiskAsync();
            default:
                return PassTimeAsync();
        }
    }

    /// <summary>What must hold at any time.</summary>
    private async Task CheckAsync()
    {
        Note($"log {_log.LogStartOffset}..{_log.LogEndOffset} stable {_log.LastStableOffset} "
            + $"high {_log.HighWatermark} flushed {_log.FlushedEndOffset} as {_token.Role} {_token.LeaderEpoch}");
        Assert.Equal(
            (_model.Start, _model.LastStable, _model.HighWatermark, _model.End),
            (_log.LogStartOffset, _log.LastStableOffset, _log.HighWatermark, _log.LogEndOffset));
        Assert.True(_log.LogStartOffset <= _log.LastStableOffset && _log.LastStableOffset <= _log.HighWatermark);
        Assert.InRange(_log.FlushedEndOffset, _model.Flushed, _log.LogEndOffset);
        CheckRecoveryPoint();
        CheckProducers();
        CheckAbortedTransactions();
        if (!IsDamaged)
        {
            CheckEpochs();
            await LookUpAsync();
        }
    }

    /// <summary>Lets the clock go on, and with it retention, expiry, scrubbing, checkpoints and the cleaner.</summary>
    private async Task PassTimeAsync()
    {
        Elapse();
        await FollowCleanerAsync();
    }

    private void Elapse()
    {
        _model.CleanableEnd = _config.CleanupCompact
            ? Math.Max(_model.CleanableEnd, _model.LastStable)
            : _model.CleanableEnd;
        var seconds = _random.Next(10) == 0 ? _random.Next(300, 700) : _random.Next(1, 100);
        Note($"{seconds} s pass");
        var segments = _log.Segments.All.Select(segment => (segment.BaseOffset, segment.Size)).ToList();
        _time.Advance(TimeSpan.FromSeconds(seconds));
        FollowRetention(segments);
        CheckProducers();
    }

    /// <summary>
    /// Retention may remove what is old, or what the limit does not hold, below the high watermark. What it left is
    /// measured by the segments as it found them: the cleaner, which runs at the same time, makes them smaller.
    /// </summary>
    private void FollowRetention(List<(long BaseOffset, int Size)> segments)
    {
        var start = _log.LogStartOffset;
        if (start <= _model.Start)
        {
            return;
        }

        var oldest = _time.NowMs - _config.RetentionMs;
        var left = segments.Where(segment => segment.BaseOffset >= start).Sum(segment => (long)segment.Size);
        Note(SimulatedEvent.Retention, $"up to {start}, {left} bytes of {_config.RetentionBytes} stay, "
            + $"{_config.RetentionMs} ms, since {oldest}");
        var isFull = _config.RetentionBytes >= 0 && left >= _config.RetentionBytes;
        var isOld = _config.RetentionMs >= 0
            && _model.Batches.TakeWhile(batch => batch.Next <= start)
                .All(batch => !batch.Info.HasRecords || batch.Info.MaxTimestampMs < oldest);
        Assert.True(_config.CleanupDelete && (isFull || isOld), $"retention took too much, up to {start}");
        Assert.InRange(start, 0, _log.HighWatermark);
        _model.MoveStart(start);
    }

    private async Task FollowCleanerAsync()
    {
        if (_disk.ReadsUntilFailure is not null || _disk.IsDead || IsDamaged)
        {
            _isUncertain |= _config.CleanupCompact;
        }
        else if (_config.CleanupCompact)
        {
            var before = _model.Batches.Sum(batch => (long)batch.Bytes.Length);
            _model.AdoptCleaned(await SurvivorsAsync());
            if (_model.Batches.Sum(batch => (long)batch.Bytes.Length) < before)
            {
                Note(SimulatedEvent.Cleaning, $"below {_model.CleanableEnd}");
            }
        }
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Compaction;
using OrleansBroker.Storage.Recovery;
using OrleansBroker.Storage.Tests.Kit;
using OrleansBroker.Storage.Tests.Simulation;

namespace OrleansBroker.Storage.Tests.Compaction;

/// <summary>
/// Writes, cleans and crashes a log by a seed, and compares what a consumer sees with the plain model. Everything runs
/// on one thread: a seed reproduces.
/// </summary>
internal sealed class CompactionSimulation
{
    private const int Steps = 120;

    private readonly Random _random;
    private readonly SimulatedFileSystem _disk;
    private readonly ManualTime _time = new();
    private readonly CompactionModel _model = new();
    private readonly CompactionProducers _producers;
    private readonly LogFolderOptions _options;
    private readonly Dictionary<long, (byte[] Batch, long BaseOffset)> _lastBatches = [];
    private readonly List<string> _trace = [];
    private LogConfig _config;
    private LogFolder _folder = null!;
    private PartitionLog _log = null!;
    private WriteToken _token = null!;
    private long _flushed;

    public CompactionSimulation(int seed)
    {
        _random = new Random(seed);
        _disk = new SimulatedFileSystem(seed);
        _producers = new CompactionProducers(_random);
        _options = SimulatedLog.SingleThreaded with
        {
            Cleaner = new CleanerOptions
            {
                Threads = 0,
                DedupeBufferBytes = _random.Next(2) == 0 ? 1 << 20 : 6 * KeyMap.BytesPerSlot,
            },
            OpenFilesMax = seed % 4 == 0 ? 2 : 1_000,
        };
        _config = new LogConfig
        {
            IndexIntervalBytes = _random.Next(1, 400),
            CleanupCompact = true,
            CleanupDelete = false,
            MinCleanableDirtyRatio = 0,
            DeleteRetentionMs = _random.Next(3) * 20_000,
            FileDeleteDelayMs = _random.Next(2) * 1_000,
        };
    }

    /// <summary>What was done, for a seed that fails.</summary>
    public string Trace => string.Join('\n', _trace);

    public async Task RunAsync()
    {
        await OpenAsync();
        for (var step = 0; step < Steps; step++)
        {
            await StepAsync();
            Assert.Empty(_log.DamagedOffsets);
            Assert.False(_log.IsOffline);
        }
    }

    private async Task StepAsync()
    {
        switch (_random.Next(20))
        {
            case < 12:
                Append(_producers.NextBatch(_time.NowMs));
                break;
            case < 15:
                Clean();
                break;
            case 15:
                await CheckAsync(isFresh: false);
                break;
            case 16:
                await _folder.CloseAsync();
                _flushed = _log.LogEndOffset;
                await ReopenAsync("close");
                break;
            case 17:
                _disk.Kill();
                _flushed = _log.LogEndOffset;
                await ReopenAsync("kill");
                break;
            case 18:
                Flush();
                _disk.CutPower();
                await ReopenAsync("power cut");
                break;
            default:
                await DieWhileCleaningAsync();
                break;
        }
    }

    private async Task OpenAsync()
    {
        _time.DropTimers();
        _config = _config with { SegmentBytes = _random.Next(2) == 0 ? _random.Next(100, 500) : 3_000 };
        _folder = await LogFolder.OpenAsync(
            SimulatedLog.Path, _options, _disk, _time, NullLoggerFactory.Instance, CancellationToken.None);
        _log = _folder.Find(TestFolder.Partition)
            ?? _folder.CreateLog(TestFolder.Partition, TestFolder.Id, _config);
        _log.Config = _config;
        _token = _log.Take(Math.Max(_log.LatestLeaderEpoch, 0), LogRole.Leader);
    }

    private void Append(byte[] batch)
    {
        var result = _log.Append(_token, batch);
        Assert.Equal((ErrorCode.None, false), (result.Error, result.IsDuplicate));
        _model.Append(batch, result.BaseOffset);
        var view = new RecordBatchView(batch);
        if (view.HasProducerId && !view.IsControl)
        {
            _lastBatches[view.ProducerId] = (batch, result.BaseOffset);
        }
    }

    /// <summary>What was not flushed may survive in pieces: another simulation's subject.</summary>
    private void Flush()
    {
        _folder.RequestFlush(_log);
        _flushed = Math.Max(_flushed, _log.FlushedEndOffset);
    }

    private void Clean()
    {
        Flush();
        _log.AdvanceHighWatermark(_log.LogEndOffset);
        _log.AdvanceLastStableOffset(_log.Producers.FirstUnstableOffset(_log.HighWatermark) ?? _log.HighWatermark);
        var end = Math.Min(_log.LastStableOffset, _log.Segments.Active.BaseOffset);
        _model.CleanableEnd = Math.Max(_model.CleanableEnd, end);
        _trace.Add($"clean up to {end}, end {_log.LogEndOffset}");
        _time.Advance(TimeSpan.FromSeconds(15));
    }

    /// <summary>The machine stops after a few changes on the disk, also while it recovers.</summary>
    private async Task DieWhileCleaningAsync()
    {
        Flush();
        _disk.ChangesUntilDeath = _random.Next(1, 80);
        _trace.Add($"death after {_disk.ChangesUntilDeath} changes");
        Clean();
        Crash();
        if (_random.Next(2) == 0)
        {
            _disk.ChangesUntilDeath = _random.Next(1, 15);
            try
            {
                await OpenAsync();
            }
            catch (Exception failure) when (failure is IOException or DataFolderException)
            {
                _trace.Add("died while recovering");
            }

            Crash();
        }

        await ReopenAsync("death");
    }

    private void Crash()
    {
        if (_random.Next(3) == 0)
        {
            _disk.Kill();
        }
        else
        {
            _disk.CutPower();
        }
    }

    private async Task ReopenAsync(string why)
    {
        await OpenAsync();
        _trace.Add($"{why}: log {_log.LogStartOffset}..{_log.LogEndOffset}, flushed {_flushed}");
        Assert.InRange(_log.LogEndOffset, _flushed, long.MaxValue);
        _model.TruncateTo(_log.LogEndOffset);
        CheckDuplicates();
        foreach (var producerId in _model.UndecidedProducers)
        {
            Append(Batches.Marker(producerId, 0, ControlRecordType.Abort));
        }

        _producers.Replace();
        await CheckAsync(isFresh: true);
    }

    /// <summary>Producers whose last batch survived are still known by it.</summary>
    private void CheckDuplicates()
    {
        foreach (var (batch, baseOffset) in _lastBatches.Values)
        {
            if (baseOffset + new RecordBatchView(batch).LastOffsetDelta < _log.LogEndOffset)
            {
                var result = _log.Append(_token, batch);
                Assert.Equal((ErrorCode.None, true, baseOffset), (result.Error, result.IsDuplicate, result.BaseOffset));
            }
        }

        _lastBatches.Clear();
    }

    private async Task CheckAsync(bool isFresh)
    {
        var path = $"{SimulatedLog.Path}/{LogFileNames.CleanerOffsets}";
        var cleaned = OffsetCheckpointFile.Read(_disk, path)!.GetValueOrDefault(TestFolder.Partition);

        // What is in memory is still served as it was written.
        _model.Check(await SeenAsync(), isFresh ? cleaned : 0);
    }

    /// <summary>What a read_committed consumer gets.</summary>
    private async Task<Dictionary<long, (string?, string?)>> SeenAsync()
    {
        var aborted = new Queue<AbortedTransaction>(
            _log.AbortedTransactions(_log.LogStartOffset, _log.LogEndOffset).OrderBy(one => one.FirstOffset));
        var aborting = new HashSet<long>();
        var undecided = _model.Undecided.ToHashSet();
        var seen = new Dictionary<long, (string?, string?)>();
        await foreach (var batch in _log.ReadAllAsync(2_000))
        {
            var info = Segments.BatchInfo.Of(new RecordBatchView(batch));
            while (aborted.TryPeek(out var next) && next.FirstOffset <= info.LastOffset)
            {
                aborting.Add(aborted.Dequeue().ProducerId);
            }

            if (info.IsControl)
            {
                aborting.Remove(info.ProducerId);
            }
            else if (!aborting.Contains(info.ProducerId) || !info.IsTransactional)
            {
                Collect(batch, undecided, seen);
            }
        }

        return seen;
    }

    private static void Collect(
        byte[] batch, HashSet<long> undecided, Dictionary<long, (string?, string?)> seen)
    {
        using var records = new RecordBatchReader(batch);
        foreach (var record in records)
        {
            if (!undecided.Contains(record.Offset))
            {
                seen.Add(record.Offset, (record.Key?.ToArray().Text(), record.Value?.ToArray().Text()));
            }
        }
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>
/// Drives one log on a simulated disk by random operations from a seed, beside a model that is a plain list, and
/// compares the two after each. Everything runs on one thread: a seed reproduces.
/// </summary>
internal sealed class StorageSimulation
{
    private const string Path = "/data";
    private const int Steps = 60;

    private static readonly TopicPartition Partition = new("orders", 0);

    private static readonly LogFolderOptions Options = SimulatedLog.SingleThreaded with
    {
        TailBytes = 48 << 10,
        RetentionInterval = TimeSpan.FromSeconds(60),
        ScrubInterval = TimeSpan.FromSeconds(120),
    };

    private readonly Random _random;
    private readonly SimulatedFileSystem _disk;
    private readonly ManualTime _time = new();
    private readonly LogModel _model = new();
    private readonly SimulatedProducers _producers;
    private readonly LogConfig _config;
    private readonly LogFolderOptions _options;
    private LogFolder _folder = null!;
    private PartitionLog _log = null!;
    private WriteToken _token = null!;
    private readonly List<string> _trace = [];
    private int _epoch;

    public StorageSimulation(int seed)
    {
        _random = new Random(seed);
        _disk = new SimulatedFileSystem(seed);
        _producers = new SimulatedProducers(_random);

        // A handle that goes is flushed before, which hides what a power cut does: only some run with few.
        _options = Options with { OpenFilesMax = seed % 4 == 0 ? 2 : 1_000 };
        _config = new LogConfig
        {
            SegmentBytes = _random.Next(2_000, 20_000),
            IndexIntervalBytes = _random.Next(1, 1_000),
            SegmentIndexBytes = _random.Next(4) == 0 ? 120 : 10 << 20,
            FileDeleteDelayMs = 1_000,
            RetentionMs = -1,
            RetentionBytes = _random.Next(2) == 0 ? 30_000 : -1,
        };
    }

    public async Task RunAsync()
    {
        await OpenAsync();
        for (var step = 0; step < Steps; step++)
        {
            await StepAsync();
            Note($"log {_log.LogStartOffset}..{_log.LogEndOffset} flushed {_log.FlushedEndOffset}");
            Assert.Equal(_model.End, _log.LogEndOffset);
            Assert.Equal(_model.Start, _log.LogStartOffset);
        }

        await ReopenCleanAsync();
        if (_model.Batches.Count > 0 && _log.DamagedOffsets.Count == 0)
        {
            await RotAsync();
        }
    }

    /// <summary>What was done, for a seed that fails.</summary>
    public string Trace => string.Join('\n', _trace);

    private void Note(string what) => _trace.Add(what);

    private async Task StepAsync()
    {
        switch (_random.Next(26))
        {
            case < 9:
                Append();
                break;
            case < 14:
                await ReadAsync();
                break;
            case < 16:
                Flush();
                break;
            case 16:
                Truncate();
                break;
            case 17:
                DeleteRecords();
                break;
            case 18:
                await ReopenCleanAsync();
                break;
            case 19:
                await ReopenAfterKillAsync();
                break;
            case 20:
                await ReopenAfterPowerCutAsync();
                break;
            case 21:
                await FailDiskAsync();
                break;
            case 22:
                await DieAnywhereAsync();
                break;
            case 23:
                await LookUpAsync();
                break;
            default:
                PassTime();
                break;
        }
    }

    private async Task OpenAsync()
    {
        _time.DropTimers();
        _folder = await LogFolder.OpenAsync(
            Path, _options, _disk, _time, NullLoggerFactory.Instance, CancellationToken.None);
        _log = _folder.Find(Partition) ?? _folder.CreateLog(Partition, TestFolder.Id, _config);
        _log.Config = _config;
        _epoch = Math.Max(_epoch, _log.LatestLeaderEpoch) + 1;
        _token = _log.Take(_epoch, LogRole.Leader);
    }

    private void Append()
    {
        var batches = new byte[_random.Next(1, 5)][];
        for (var index = 0; index < batches.Length; index++)
        {
            batches[index] = _producers.NextBatch(_time.NowMs);
        }

        Append(batches);
    }

    private void Append(byte[][] batches)
    {
        var results = new AppendResult[batches.Length];
        var expectedEnd = _model.End;
        _log.Append(_token, [.. batches.Select(batch => new AppendRequest(batch))], results);
        var maybe = new List<byte[]>();
        for (var index = 0; index < batches.Length; index++)
        {
            var expected = _producers.Expect(batches[index], expectedEnd);
            if (results[index].Error == ErrorCode.KafkaStorageError)
            {
                Assert.True(_log.IsOffline);
                if (expected is { Error: ErrorCode.None, IsDuplicate: false })
                {
                    maybe.Add(LogModel.Stored(batches[index], expectedEnd, _epoch));
                    expectedEnd = LogModel.Next(maybe[^1]);
                }

                continue;
            }

            Assert.Equal(expected, (results[index].Error, results[index].BaseOffset, results[index].IsDuplicate));
            if (results[index] is { Error: ErrorCode.None, IsDuplicate: false })
            {
                _model.Append(LogModel.Stored(batches[index], expectedEnd, _epoch));
                expectedEnd = _model.End;
            }
        }

        _model.AppendMaybe(maybe);
    }

    private void Flush()
    {
        Note("flush");
        _folder.RequestFlush(_log);
        if (!_log.IsOffline)
        {
            Assert.Equal(_model.End, _log.FlushedEndOffset);
        }

        _model.Flushed = Math.Max(_model.Flushed, _log.FlushedEndOffset);
    }

    private async Task ReadAsync()
    {
        var offset = _random.NextInt64(_model.Start, _model.End + 1);
        var bound = _random.Next(3) == 0 ? _random.NextInt64(offset, _model.End + 1) : _model.End;
        var maxBytes = _random.Next(1, 10_000);
        using var read = await _log.ReadAsync(offset, maxBytes, bound, true, CancellationToken.None);
        if (read.Error == ErrorCode.CorruptMessage)
        {
            Assert.Contains(_log.DamagedOffsets, range => offset < range.To);
            return;
        }

        Assert.Equal(ErrorCode.None, read.Error);
        _model.CheckRead(offset, maxBytes, bound, LogExtensions.Split(read.Bytes));
    }

    /// <summary>Retention may remove what lies below the high watermark, as long as the limit stays filled.</summary>
    private void PassTime()
    {
        _log.AdvanceHighWatermark(_random.NextInt64(_log.HighWatermark, _model.End + 1));
        _time.Advance(TimeSpan.FromSeconds(_random.Next(1, 100)));
        if (_log.LogStartOffset > _model.Start)
        {
            Note($"retention up to {_log.LogStartOffset}");
            Assert.InRange(_config.RetentionBytes, 0, _log.SizeInBytes);
            Assert.True(_log.LogStartOffset <= _log.HighWatermark);
            _model.Start = _log.LogStartOffset;
        }
    }

    private async Task LookUpAsync()
    {
        if (_log.DamagedOffsets.Count == 0)
        {
            var timestamp = _time.NowMs - _random.Next(10_000);
            var bound = _random.NextInt64(_model.Start, _model.End + 1);
            var found = await _log.FindByTimestampAsync(timestamp, bound, CancellationToken.None);
            Assert.Equal(_model.FirstAtOrAfter(timestamp, bound), found?.Offset);
            var youngest = await _log.FindMaxTimestampAsync(bound, CancellationToken.None);
            Assert.Equal(_model.MaxTimestamp(bound), youngest?.Offset);
        }
    }

    /// <summary>What a read_committed consumer is told, as far as the log reaches back.</summary>
    private void CheckTransactions()
    {
        if (_log.DamagedOffsets.Count == 0 && _model.IsContiguous)
        {
            var aborted = _log.AbortedTransactions(_model.Start, _model.End)
                .ToLookup(one => (one.ProducerId, one.LastOffset), one => one.FirstOffset);

            // The model knows nothing from below the log start, where a transaction may have begun.
            Assert.All(
                _model.AbortedTransactions(),
                one => Assert.InRange(aborted[(one.ProducerId, one.LastOffset)].Single(), 0, one.FirstOffset));
        }
    }

    private void Truncate()
    {
        var batch = _model.Batches.Count > 0 ? _model.Batches[_random.Next(_model.Batches.Count)] : null;
        if (batch is null || LogModel.Base(batch) < _model.Start || _log.DamagedOffsets.Count > 0)
        {
            return;
        }

        Note($"truncate to {LogModel.Base(batch)}");
        _model.TruncateTo(LogModel.Base(batch));
        _producers.Forget();
        _log.TruncateTo(LogModel.Base(batch));
    }

    private void DeleteRecords()
    {
        _log.AdvanceHighWatermark(_model.End);
        _model.Start = _random.NextInt64(_model.Start, _model.End + 1);
        Note($"delete records to {_model.Start}");
        _log.DeleteRecordsTo(_model.Start);
    }

    private async Task ReopenCleanAsync()
    {
        Note("close and reopen");
        _folder.Close();
        _model.Flushed = _model.End;
        await OpenAsync();
        Assert.Equal(_model.Start, _log.LogStartOffset);
        _model.CheckAllSurvived(await AdoptAsync());
        CheckProducers();
    }

    private async Task ReopenAfterKillAsync()
    {
        Note("kill");
        _disk.Kill();
        await OpenAsync();
        _model.CheckAllSurvived(await SurvivorsAsync());
        await AdoptAsync();
        CheckProducers();
    }

    private async Task ReopenAfterPowerCutAsync()
    {
        Note("power cut");
        _disk.CutPower();
        await OpenAsync();
        await AdoptAsync();
    }

    /// <summary>A write or flush fails, or the disk fills: the log refuses writes, and what it had stays
    /// readable.</summary>
    private async Task FailDiskAsync()
    {
        Note("the disk is about to fail");
        switch (_random.Next(3))
        {
            case 0:
                _disk.WritesUntilFailure = _random.Next(4);
                break;
            case 1:
                _disk.FlushesUntilFailure = _random.Next(3);
                break;
            default:
                _disk.Capacity = _random.Next(5_000);
                break;
        }

        for (var attempt = 0; attempt < 4 && !_log.IsOffline; attempt++)
        {
            Append();
            Flush();
        }

        await ReadAsync();
        _disk.Kill();
        if (_random.Next(2) == 0)
        {
            _disk.CutPower();
        }

        await OpenAsync();
        await AdoptAsync();
    }

    /// <summary>The machine stops after a few changes on the disk, wherever that is, also while it recovers.</summary>
    private async Task DieAnywhereAsync()
    {
        _disk.ChangesUntilDeath = _random.Next(1, 30);
        Note($"death after {_disk.ChangesUntilDeath} changes");
        for (var attempt = 0; attempt < 30 && !_disk.IsDead; attempt++)
        {
            try
            {
                await MutateAsync();
            }
            catch (Exception failure) when (failure is IOException or DataFolderException)
            {
                break;
            }
        }

        _disk.CutPower();
        await OpenAsync();
        await AdoptAsync();
    }

    private async Task MutateAsync()
    {
        switch (_random.Next(8))
        {
            case < 5:
                Append();
                break;
            case < 7:
                Flush();
                break;
            default:
                _disk.Kill();
                await OpenAsync();
                _model.CheckAllSurvived(await AdoptAsync());
                break;
        }
    }

    /// <summary>A bit flips somewhere in the log files: the batch that holds it is refused, all others are
    /// served.</summary>
    private async Task RotAsync()
    {
        var candidates = _disk.ListFiles($"{Path}/orders-0")
            .Where(file => file.Name.EndsWith(".log", StringComparison.Ordinal) && file.Length > 0)
            .ToArray();
        var victim = $"{Path}/orders-0/{candidates[_random.Next(candidates.Length)].Name}";
        var length = _disk.ReadAll(victim).Length;
        var last = _model.Batches[^1];
        var (position, bit) = _disk.FlipBit(victim, length);
        Note($"flip bit {bit} at {position} of {victim}");

        // After a crash nothing but the format tells where the log ends, and it does not protect the last batch's
        // offset.
        var isLastOffset = position >= length - last.Length && position < length - last.Length + sizeof(long);
        if (_random.Next(2) == 0 && !isLastOffset)
        {
            _disk.Kill();
            await OpenAsync();
        }

        await CheckRotAsync();
    }

    private async Task CheckRotAsync()
    {
        var known = _model.Batches.ToDictionary(LogModel.Base);
        var readable = await SurvivorsAsync();
        foreach (var batch in readable)
        {
            // Kafka's format protects everything of a batch but the leader epoch.
            var original = known[LogModel.Base(batch)];
            RecordBatchHeader.SetLeaderEpoch(batch, new RecordBatchView(original).PartitionLeaderEpoch);
            Assert.Equal(original, batch);
        }

        Note($"unreadable: {string.Join(' ', _log.DamagedOffsets)}");
        Assert.InRange(_model.Batches.Count - readable.Count, 0, 2);
    }

    private void CheckProducers()
    {
        if (_producers.LastOf(_model.Batches) is { } batch && LogModel.Base(batch) >= _model.Start)
        {
            var result = LogExtensions.Append(_log, _token, batch);
            Assert.Equal((ErrorCode.None, true), (result.Error, result.IsDuplicate));
            Assert.Equal(LogModel.Base(batch), result.BaseOffset);
        }

        _producers.Forget();
    }

    private async Task<List<byte[]>> AdoptAsync()
    {
        var survivors = await SurvivorsAsync();
        _model.Adopt(survivors, _log.LogStartOffset, _log.LogEndOffset);
        _producers.Forget();
        CheckTransactions();
        return survivors;
    }

    /// <summary>Every batch that can be read; damage is stepped over.</summary>
    private async Task<List<byte[]>> SurvivorsAsync()
    {
        var survivors = new List<byte[]>();
        var offset = _log.LogStartOffset;
        while (offset < _log.LogEndOffset)
        {
            using var read = await _log.ReadAsync(offset, 5_000, long.MaxValue, true, CancellationToken.None);
            if (read.Error == ErrorCode.CorruptMessage)
            {
                offset = _log.DamagedOffsets.First(range => offset < range.To).To;
                continue;
            }

            Assert.Equal(ErrorCode.None, read.Error);
            survivors.AddRange(LogExtensions.Split(read.Bytes));
            if (read.Bytes.IsEmpty)
            {
                break;
            }

            offset = read.NextOffset;
        }

        return survivors;
    }
}

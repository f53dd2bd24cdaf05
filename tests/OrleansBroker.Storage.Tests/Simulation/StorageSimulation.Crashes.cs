using OrleansBroker.Protocol;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>Stops, crashes, failing disks, and what is there afterwards.</summary>
internal sealed partial class StorageSimulation
{
    /// <summary>The first start may meet a disk that refuses.</summary>
    private async Task OpenFirstAsync()
    {
        _disk.NamesUntilFailure = _random.Next(10) == 0 ? _random.Next(6) : null;
        try
        {
            await OpenAsync();
        }
        catch (Exception failure) when (failure is IOException or DataFolderException)
        {
            Note(SimulatedEvent.RefusedOpening, failure.Message);
            _disk.Kill();
            await OpenAsync();
        }

        TakeRole();
    }

    private async Task OpenAsync()
    {
        _time.DropTimers();
        _folder = await LogFolder.OpenAsync(
            Path, _options, _disk, _time, new TraceLoggers(Note), CancellationToken.None);
        _log = _folder.Find(Partition) ?? _folder.CreateLog(Partition, TestFolder.Id, _config);
        _log.Config = _config;
    }

    private async Task ReopenCleanAsync()
    {
        Note(SimulatedEvent.CleanStop);
        _folder.Close();
        _model.Flushed = _model.End;
        await OpenAsync();
        Assert.Equal(
            (_model.Start, _model.HighWatermark, _model.End),
            (_log.LogStartOffset, _log.HighWatermark, _log.LogEndOffset));
        _model.CheckAllSurvived(await AdoptAsync());
    }

    private async Task ReopenAfterKillAsync()
    {
        Note(SimulatedEvent.Kill);
        _disk.Kill();
        await OpenAsync();
        _model.CheckAllSurvived(await SurvivorsAsync());
        await AdoptAsync();
    }

    private async Task ReopenAfterPowerCutAsync()
    {
        Note(SimulatedEvent.PowerCut);
        var end = _model.End;
        await CutPowerAsync();
        if (_model.End < end)
        {
            Events.Add(SimulatedEvent.LossByPowerCut);
        }
    }

    /// <summary>Something of the disk fails: the log refuses writes, and what it had stays readable.</summary>
    private async Task FailDiskAsync()
    {
        Note("the disk is about to fail");
        switch (_random.Next(5))
        {
            case 0:
                _disk.WritesUntilFailure = _random.Next(4);
                break;
            case 1:
                _disk.FlushesUntilFailure = _random.Next(6);
                break;
            case 2:
                _disk.ReadsUntilFailure = _random.Next(3);
                break;
            default:
                _disk.NamesUntilFailure = _random.Next(8);
                break;
        }

        for (var attempt = 0; attempt < 6 && !_log.IsOffline; attempt++)
        {
            await TryAsync(MutateAsync);
        }

        if (_log.IsOffline)
        {
            Note(SimulatedEvent.Offline);
        }

        await ReadAsync();
        await RestartAsync();
    }

    /// <summary>The disk fills: what is refused was not written, and once there is room the log goes on by itself, or
    /// after a restart before.</summary>
    private async Task FillDiskAsync()
    {
        _disk.Capacity = _random.Next(5_000);
        Note($"the disk is full after {_disk.Capacity} bytes");
        for (var attempt = 0; attempt < 6 && !_log.IsOffline; attempt++)
        {
            await TryAsync(MutateAsync);
            await (_log.IsOffline || _isUncertain ? Task.CompletedTask : CheckAsync());
        }

        if (_folder.IsFull)
        {
            Note(SimulatedEvent.FullDisk);
        }

        await ReadAsync();
        if (_log.IsOffline || _isUncertain || _random.Next(2) == 0)
        {
            await RestartAsync();
            return;
        }

        _disk.Capacity = null;
        Elapse();
        await FollowCleanerAsync();
        Assert.False(_folder.IsFull);
        Append();
        Assert.False(_log.IsOffline);
        Note(SimulatedEvent.RoomAgain);
    }

    /// <summary>The machine stops after a few changes on the disk, wherever that is, also while it recovers.</summary>
    private async Task DieAnywhereAsync()
    {
        _disk.ChangesUntilDeath = _random.Next(1, 40);
        Note($"death after {_disk.ChangesUntilDeath} changes");
        for (var attempt = 0; attempt < 30 && !_disk.IsDead; attempt++)
        {
            if (!await TryAsync(MutateAsync))
            {
                break;
            }
        }

        await CutPowerAsync();
    }

    /// <summary>A start on a failing disk is refused; without the fault, it finds what was there.</summary>
    private async Task RestartAsync()
    {
        if (_random.Next(3) == 0)
        {
            if (!await TryAsync(OpenAsync))
            {
                Note(SimulatedEvent.RefusedOpening);
            }
        }

        if (_random.Next(2) == 0)
        {
            await CutPowerAsync();
            return;
        }

        _disk.Kill();
        await OpenAsync();
        await AdoptAsync();
    }

    private async Task CutPowerAsync()
    {
        _disk.CutPower();
        var whole = WholeBatches();
        await OpenAsync();
        CheckWholeBatches(whole, await AdoptAsync());
    }

    private async Task<bool> TryAsync(Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
        catch (Exception failure) when (failure is IOException or DataFolderException)
        {
            Note($"failed: {failure.Message}");
            return false;
        }
    }

    private async Task MutateAsync()
    {
        switch (_random.Next(12))
        {
            case < 5:
                Append();
                break;
            case < 7:
                Flush();
                break;
            case 7:
                AdvanceOffsets();
                break;
            case 8:
                Elapse();
                await FollowCleanerAsync();
                break;
            case 9:
                DeleteRecords();
                break;
            case 10:
                Truncate();
                break;
            default:
                await MutateByRestartAsync();
                break;
        }
    }

    /// <summary>Only the process ends: what was written is not lost, unless the disk has failed.</summary>
    private async Task MutateByRestartAsync()
    {
        if (_disk.ChangesUntilDeath is { } left && !_disk.IsDead)
        {
            _disk.Kill();
            _disk.ChangesUntilDeath = left;
            await OpenAsync();
            _model.CheckAllSurvived(await AdoptAsync());
        }
        else
        {
            await ReadAsync();
        }
    }

    /// <summary>The model goes on with what is there.</summary>
    private async Task<List<ModelBatch>> AdoptAsync()
    {
        var survivors = await SurvivorsAsync();
        var segments = _log.Segments.All.Select(segment => $"{segment.BaseOffset}-{segment.NextOffset}");
        Note($"found {survivors.Count} batches {_log.LogStartOffset}..{_log.LogEndOffset} "
            + $"in {string.Join(' ', segments)}");
        _model.Adopt(survivors, _log.LogStartOffset, _log.LogEndOffset, _log.HighWatermark);
        _producersAreCertain = false;
        _isUncertain = false;
        if (IsDamaged)
        {
            Events.Add(SimulatedEvent.DamagedLog);
        }

        CheckProducers();
        CheckSnapshots();
        TakeRole();
        return survivors;
    }

    /// <summary>Every batch that can be read; damage is stepped over.</summary>
    private async Task<List<ModelBatch>> SurvivorsAsync()
    {
        var survivors = new List<ModelBatch>();
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
            survivors.AddRange(LogExtensions.Split(read.Bytes).Select(bytes => new ModelBatch(bytes)));
            if (read.Bytes.IsEmpty)
            {
                break;
            }

            offset = read.NextOffset;
        }

        return survivors;
    }
}

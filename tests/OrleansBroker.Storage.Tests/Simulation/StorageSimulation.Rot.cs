using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>A bit of a file at rest flips.</summary>
internal sealed partial class StorageSimulation
{
    private Task RotAsync() => _random.Next(8) switch
    {
        0 => RotOfSnapshotAsync(),
        1 => RotOfIndexAsync(),
        2 or 3 => RotOfTimeIndexAsync(),
        4 => RotOfTransactionIndexAsync(),
        5 => RotOfSmallFileAsync(),
        _ => RotOfLogAsync(),
    };

    /// <summary>The batch that holds the bit is refused, all others are served.</summary>
    private async Task RotOfLogAsync()
    {
        if (Victim(LogFileNames.Log) is not { } victim)
        {
            return;
        }

        var bytes = _disk.ReadAll(victim);
        var (position, bit) = _disk.FlipBit(victim, bytes.Length);
        Note(SimulatedEvent.FlippedLog, $"bit {bit} at {position} of {victim}");
        if (IsUnprotected(bytes, position))
        {
            return;
        }

        if (_random.Next(2) == 0)
        {
            _disk.Kill();
            await OpenAsync();
        }

        var known = _model.Batches.ToDictionary(batch => batch.Base);
        var readable = await SurvivorsAsync();
        foreach (var batch in readable.Where(batch => batch.Next > _model.Start))
        {
            // Kafka's format protects everything of a batch but the leader epoch.
            var original = known[batch.Base];
            RecordBatchHeader.SetLeaderEpoch(batch.Bytes, original.Info.LeaderEpoch);
            Assert.Equal(original.Bytes, batch.Bytes);
        }

        Note($"unreadable: {string.Join(' ', _log.DamagedOffsets)}");
        foreach (var batch in readable)
        {
            known.Remove(batch.Base);
        }

        Assert.InRange(known.Count, 0, 2);
        Assert.Equal(_model.End, _log.LogEndOffset);
        Assert.All(known.Values, lost => Assert.Contains(
            _log.DamagedOffsets, range => range.From <= Math.Max(lost.Base, _model.Start) && lost.Next <= range.To));
    }

    /// <summary>
    /// The CRC does not cover a base offset: only the neighbours' offsets do, where there is no gap. Behind a length
    /// that had flipped before, nobody can tell.
    /// </summary>
    private bool IsUnprotected(byte[] bytes, int position)
    {
        var at = 0;
        var size = SizeAt(bytes, at);
        while (size > 0 && at + size <= position)
        {
            at += size;
            size = SizeAt(bytes, at);
        }

        var isLast = at + size == bytes.Length;
        return size <= 0 || (position < at + sizeof(long) && (isLast || !_model.IsContiguous));
    }

    /// <summary>Size of the batch there; 0 when its length is not to be believed.</summary>
    private static int SizeAt(byte[] bytes, int at)
    {
        var left = bytes.Length - at;
        var size = left < RecordBatchView.HeaderSize ? 0 : new RecordBatchView(bytes.AsSpan(at)).SizeInBytes;
        return size >= RecordBatchView.HeaderSize && size <= left ? size : 0;
    }

    /// <summary>A wrong offset index is found out and replaced.</summary>
    private async Task RotOfIndexAsync()
    {
        if (Victim(LogFileNames.OffsetIndex) is not { } victim)
        {
            return;
        }

        Flip(SimulatedEvent.FlippedIndex, victim);
        for (var attempt = 0; attempt < 10; attempt++)
        {
            await ReadAsync();
        }

        await ReopenCleanAsync();
    }

    /// <summary>Lookups are right whatever the time index says, and retention takes nothing by it.</summary>
    private async Task RotOfTimeIndexAsync()
    {
        if (Victim(LogFileNames.TimeIndex) is not { } victim)
        {
            return;
        }

        var isOpen = _random.Next(2) == 0 && victim != _log.Segments.Active.PathOf(LogFileNames.TimeIndex);
        if (!isOpen)
        {
            _folder.Close();
            _model.Flushed = _model.End;
        }

        Flip(SimulatedEvent.FlippedTimeIndex, victim);
        if (!isOpen)
        {
            await OpenAsync();
            _model.CheckAllSurvived(await AdoptAsync());
        }

        for (var attempt = 0; attempt < 10; attempt++)
        {
            await LookUpAsync();
        }

        _model.HighWatermark = _model.End;
        _log.AdvanceHighWatermark(_model.End);
        Elapse();
        await FollowCleanerAsync();
        Truncate();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            Append();
            await CheckAsync();
        }

        await ReopenCleanAsync();
        await CheckAsync();
    }

    /// <summary>No reader gets aborted records, or misses committed ones.</summary>
    private async Task RotOfTransactionIndexAsync()
    {
        _folder.Close();
        if (Victim(LogFileNames.TransactionIndex) is not { } victim)
        {
            return;
        }

        _model.Flushed = _model.End;
        Flip(SimulatedEvent.FlippedTransactionIndex, victim);
        await OpenAsync();
        _model.CheckAllSurvived(await AdoptAsync());
        _model.HighWatermark = _model.End;
        _log.AdvanceHighWatermark(_model.End);
        for (var attempt = 0; attempt < 10; attempt++)
        {
            CheckAbortedTransactions();
            await ReadCommittedAsync();
        }
    }

    /// <summary>What can be found out anew is; nothing is lost by what a small file says, and without the topic's id
    /// nothing is touched.</summary>
    private async Task RotOfSmallFileAsync()
    {
        string[] names =
        [
            LogFileNames.RecoveryPoints, LogFileNames.LogStartOffsets, LogFileNames.HighWatermarks,
            LogFileNames.CleanerOffsets, LogFileNames.Scrubber, LogFileNames.MetaProperties,
            $"orders-0/{LogFileNames.LeaderEpochs}", $"orders-0/{LogFileNames.PartitionMetadata}",
        ];
        var victim = $"{Path}/{names[_random.Next(names.Length)]}";
        var isClean = _random.Next(2) == 0;
        if (isClean)
        {
            _folder.Close();
        }

        _disk.Kill();
        if (!_disk.FileExists(victim) || _disk.ReadAll(victim).Length == 0)
        {
            return;
        }

        var (start, topicId) = (_model.Start, _log.TopicId);
        _model.Flushed = _model.End;
        Flip(SimulatedEvent.FlippedSmallFile, victim);
        try
        {
            await OpenAsync();
        }
        catch (IOException) when (_folder.IsUnreadable(Partition))
        {
            Assert.EndsWith(LogFileNames.PartitionMetadata, victim, default);
            return;
        }

        var end = _model.End;
        _model.CheckAllSurvived(await AdoptAsync());
        var isReported = _disk.FileExists(victim + LogFileNames.Quarantined);
        Assert.Equal(end, _log.LogEndOffset);
        Assert.True(isReported || _log.LogStartOffset == start, "the log start has moved, and nobody was told");
        Assert.Equal(topicId, _log.TopicId);
        await CheckAsync();
    }

    private void Flip(SimulatedEvent what, string victim)
    {
        var (position, bit) = _disk.FlipBit(victim, _disk.ReadAll(victim).Length);
        Note(what, $"bit {bit} at {position} of {victim}");
    }

    /// <summary>A snapshot that is none is not believed.</summary>
    private async Task RotOfSnapshotAsync()
    {
        _folder.Close();
        if (Victim(LogFileNames.Snapshot) is { } victim)
        {
            Flip(SimulatedEvent.FlippedSnapshot, victim);
            _model.Flushed = _model.End;
            await OpenAsync();
            _model.CheckAllSurvived(await AdoptAsync());
        }
    }

    private string? Victim(string suffix)
    {
        var candidates = _disk.ListFiles(LogPath)
            .Where(file => file.Name.EndsWith(suffix, StringComparison.Ordinal) && file.Length > 0)
            .ToArray();
        return candidates.Length == 0
            ? null
            : $"{LogPath}/{candidates[_random.Next(candidates.Length)].Name}";
    }
}

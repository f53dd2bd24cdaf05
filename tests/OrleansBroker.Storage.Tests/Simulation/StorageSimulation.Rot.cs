using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>A bit of a file at rest flips.</summary>
internal sealed partial class StorageSimulation
{
    private Task RotAsync() => _random.Next(3) switch
    {
        0 => RotOfSnapshotAsync(),
        1 => RotOfIndexAsync(),
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

        var (position, bit) = _disk.FlipBit(victim, _disk.ReadAll(victim).Length);
        Note(SimulatedEvent.FlippedIndex, $"bit {bit} at {position} of {victim}");
        for (var attempt = 0; attempt < 10; attempt++)
        {
            await ReadAsync();
        }

        await ReopenCleanAsync();
    }

    /// <summary>A snapshot that is none is not believed.</summary>
    private async Task RotOfSnapshotAsync()
    {
        _folder.Close();
        if (Victim(LogFileNames.Snapshot) is { } victim)
        {
            var (position, bit) = _disk.FlipBit(victim, _disk.ReadAll(victim).Length);
            Note(SimulatedEvent.FlippedSnapshot, $"bit {bit} at {position} of {victim}");
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

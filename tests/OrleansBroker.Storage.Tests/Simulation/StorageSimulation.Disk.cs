using OrleansBroker.Storage.Producers;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>Compares with the bytes on the disk what the log says of them, and what a start makes of them.</summary>
internal sealed partial class StorageSimulation
{
    private const string LogPath = $"{Path}/orders-0";

    /// <summary>
    /// A checkpoint may be written at any time: a power cut then must leave everything below the recovery point, with
    /// the indexes of the segments that the next start will not scan.
    /// </summary>
    private void CheckRecoveryPoint()
    {
        var recoveryPoint = _log.RecoveryPoint;
        var segments = _log.Segments.All;
        var untrusted = SegmentList.Floor(segments, recoveryPoint - 1);
        for (var index = 0; index < untrusted; index++)
        {
            Assert.All(FilesOf(segments[index]), file => Assert.True(_disk.IsDurable(file), $"{file} may be lost"));
        }

        if (untrusted >= 0)
        {
            var path = segments[untrusted].LogPath;
            var isDurable = _disk.IsDurable(path, EndOf(path, recoveryPoint));
            Assert.True(isDurable, $"the recovery point {recoveryPoint} promises too much of {path}");
        }
    }

    private IEnumerable<string> FilesOf(LogSegment segment) =>
        from file in _disk.ListFiles(LogPath)
        where file.Name.StartsWith(System.IO.Path.GetFileNameWithoutExtension(segment.LogPath), default)
            && !file.Name.EndsWith(LogFileNames.Snapshot, default)
            && !file.Name.EndsWith(LogFileNames.Quarantined, default)
        select $"{LogPath}/{file.Name}";

    /// <summary>Where in the file the batches end that end at or below the offset.</summary>
    private int EndOf(string path, long offset)
    {
        var bytes = _disk.ReadAll(path);
        var at = 0;
        while (SizeAt(bytes, at) is > 0 and var size && BatchInfo.Of(new(bytes.AsSpan(at))).LastOffset < offset)
        {
            at += size;
        }

        return at;
    }

    /// <summary>
    /// The batches that lie whole in the log files: a start keeps every one of them, whatever lies before it.
    /// </summary>
    private List<ModelBatch> WholeBatches()
    {
        if (_config.CleanupCompact || !_disk.DirectoryExists(LogPath))
        {
            return [];
        }

        var files = new SortedDictionary<long, byte[]>();
        foreach (var file in _disk.ListFiles(LogPath))
        {
            if (LogFileNames.TryParse(file.Name, LogFileNames.Log, out var baseOffset))
            {
                files[baseOffset] = _disk.ReadAll($"{LogPath}/{file.Name}");
            }
        }

        return
        [
            .. _model.KnownBatches.Where(batch =>
                files.LastOrDefault(file => file.Key <= batch.Base).Value is { } bytes
                && bytes.AsSpan().IndexOf(batch.Bytes) >= 0)
        ];
    }

    /// <summary>A snapshot tells only of batches that are there: of others, a producer would be told that they
    /// are.</summary>
    private void CheckSnapshots()
    {
        if (_config.CleanupCompact || IsDamaged || !_model.IsContiguous)
        {
            return;
        }

        var last = _model.Batches.Where(batch => batch.Info.HasProducerId)
            .Select(batch => (batch.Info.ProducerId, batch.Info.LastOffset)).ToHashSet();
        foreach (var file in _disk.ListFiles(LogPath).Where(file => file.Name.EndsWith(LogFileNames.Snapshot, default)))
        {
            var snapshot = ProducerSnapshot.TryParse(_disk.ReadAll($"{LogPath}/{file.Name}"));
            Assert.All(snapshot ?? [], producer => Assert.True(
                producer.Value.Last is not { } batch || batch.LastOffset < _model.Start
                    || last.Contains((producer.Key, batch.LastOffset)),
                $"{file.Name} tells of a batch of producer {producer.Key} that is not there"));
        }
    }

    private void CheckWholeBatches(List<ModelBatch> whole, List<ModelBatch> survivors)
    {
        var kept = survivors.Select(batch => batch.Base).ToHashSet();
        Assert.All(whole, batch =>
            Assert.True(kept.Contains(batch.Base), $"the batch at {batch.Base} was whole, and the start dropped it"));
        if (whole.Count > 0 && IsDamaged)
        {
            Events.Add(SimulatedEvent.WholeBatchBehindHole);
        }
    }
}

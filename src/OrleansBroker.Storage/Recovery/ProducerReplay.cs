using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Producers;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Recovery;

/// <summary>Brings producer state to an offset: the newest snapshot at or below it, then the batches in
/// between.</summary>
internal sealed class ProducerReplay(
    IFileSystem files, string directory, LogSegment[] segments, Quarantine quarantine)
{
    /// <summary>Restores the state.</summary>
    /// <param name="producers">Receives it.</param>
    /// <param name="rebuiltFrom">First offset whose transaction index is to be built anew.</param>
    /// <param name="endOffset">End of the log.</param>
    public void Restore(ProducerStates producers, long rebuiltFrom, long endOffset)
    {
        var from = LoadSnapshot(producers, Math.Min(rebuiltFrom, endOffset), endOffset);
        for (var index = Math.Max(SegmentList.Floor(segments, from), 0); index < segments.Length; index++)
        {
            Replay(producers, segments[index], from, endOffset);
        }

        producers.Commit();
    }

    /// <summary>Loads the newest valid snapshot and removes those beyond the offset; returns where to replay
    /// from.</summary>
    private long LoadSnapshot(ProducerStates producers, long newest, long endOffset)
    {
        var offsets = new List<long>();
        foreach (var file in files.ListFiles(directory))
        {
            if (LogFileNames.TryParse(file.Name, LogFileNames.Snapshot, out var offset))
            {
                offsets.Add(offset);
            }
        }

        for (var index = offsets.Count - 1; index >= 0; index--)
        {
            var path = Path.Combine(directory, LogFileNames.Of(offsets[index], LogFileNames.Snapshot));
            if (offsets[index] > endOffset)
            {
                files.DeleteFile(path);
            }
            else if (offsets[index] > newest)
            {
                continue;
            }
            else if (ProducerSnapshot.TryParse(AtomicFile.TryRead(files, path)) is { } entries)
            {
                producers.Load(entries);
                return offsets[index];
            }
            else
            {
                quarantine.Add(path, "a damaged producer snapshot; it is built anew from the log");
            }
        }

        producers.Load([]);
        return segments[0].BaseOffset;
    }

    private static void Replay(ProducerStates producers, LogSegment segment, long from, long endOffset)
    {
        if (segment.NextOffset <= from || segment.BaseOffset >= endOffset)
        {
            return;
        }

        using var walk = BatchWalk.From(segment, from, verify: true);
        while (walk.MoveNext())
        {
            var batch = walk.Current;
            if (!batch.HasProducerId || batch.BaseOffset < from)
            {
                continue;
            }

            if (!batch.IsControl)
            {
                producers.Apply(batch);
            }
            else if (ControlBatch.Marker(walk.Bytes) is { } marker)
            {
                RestoreAborted(segment, producers.ApplyMarker(batch, marker));
            }
        }
    }

    /// <summary>Recovery forgets the transaction index of what it scans; the replay finds the aborted ones
    /// again.</summary>
    private static void RestoreAborted(LogSegment segment, AbortedTransaction? aborted)
    {
        if (aborted is { } transaction
            && segment.Transactions.Entries.All(entry => entry.LastOffset < transaction.LastOffset))
        {
            segment.Transactions.Add(transaction);
        }
    }
}

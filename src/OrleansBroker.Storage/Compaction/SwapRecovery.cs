using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Recovery;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// Finishes, when a log is loaded, a <see cref="SegmentSwap"/> that a crash interrupted, and undoes one that had not
/// yet come to its first durable step. Runs as often as it must: it may be interrupted itself.
/// </summary>
internal sealed class SwapRecovery(IFileSystem files, string directory, Quarantine quarantine)
{
    private static readonly string[] IndexSuffixes =
        [LogFileNames.OffsetIndex, LogFileNames.TimeIndex, LogFileNames.TransactionIndex];

    private static readonly string[] SegmentSuffixes = [LogFileNames.Log, .. IndexSuffixes, LogFileNames.Snapshot];

    public void Run()
    {
        var before = files.ListFiles(directory);
        if (!before.Any(static file => file.Name.EndsWith(LogFileNames.Swap, StringComparison.Ordinal)))
        {
            return;
        }

        foreach (var file in before)
        {
            if (LogFileNames.TryParse(file.Name, LogFileNames.Log + LogFileNames.Swap, out var baseOffset))
            {
                Finish(baseOffset);
            }
        }

        foreach (var file in files.ListFiles(directory))
        {
            if (file.Name.EndsWith(LogFileNames.Swap, StringComparison.Ordinal))
            {
                files.DeleteFile(Path.Combine(directory, file.Name));
            }
        }
    }

    private void Finish(long baseOffset)
    {
        var swap = PathOf(baseOffset, LogFileNames.Log + LogFileNames.Swap);
        var hasOld = files.FileExists(PathOf(baseOffset, LogFileNames.Log));
        if (EndOf(swap) is not { } endOffset)
        {
            quarantine.Add(swap, "a compacted segment that is damaged");
            return;
        }

        DeleteReplaced(baseOffset, endOffset);
        foreach (var suffix in IndexSuffixes)
        {
            SettleIndex(baseOffset, suffix, hasOld);
        }

        files.SyncDirectory(directory);
        files.MoveFile(swap, PathOf(baseOffset, LogFileNames.Log));
        files.SyncDirectory(directory);
    }

    /// <summary>Compaction keeps at least the header of a segment's last batch: it says how far the segment
    /// reaches.</summary>
    private long? EndOf(string path)
    {
        using var file = files.Open(path, create: false);
        using var batches = new BatchScanner(file, 0, (int)file.Length, OffsetBounds.From(0), verify: false);
        long? endOffset = null;
        while (batches.MoveNext())
        {
            endOffset = batches.Current.LastOffset + 1;
        }

        return batches.IsBroken ? null : endOffset;
    }

    private void DeleteReplaced(long baseOffset, long endOffset)
    {
        foreach (var file in files.ListFiles(directory))
        {
            var isReplaced = Array.Exists(SegmentSuffixes, suffix =>
                LogFileNames.TryParse(file.Name, suffix, out var offset) && offset > baseOffset && offset < endOffset);
            if (isReplaced)
            {
                files.DeleteFile(Path.Combine(directory, file.Name));
            }
        }
    }

    /// <summary>
    /// Once the old log file is gone, an index under the plain name is the new one. While it is there, such an index
    /// is the old one, or one that an interrupted recovery moved: it goes, and is built anew where none takes its
    /// place.
    /// </summary>
    private void SettleIndex(long baseOffset, string suffix, bool hasOld)
    {
        var swap = PathOf(baseOffset, suffix + LogFileNames.Swap);
        if (files.FileExists(swap))
        {
            files.MoveFile(swap, PathOf(baseOffset, suffix));
        }
        else if (hasOld)
        {
            files.DeleteFile(PathOf(baseOffset, suffix));
        }
    }

    private string PathOf(long baseOffset, string suffix) =>
        Path.Combine(directory, LogFileNames.Of(baseOffset, suffix));
}

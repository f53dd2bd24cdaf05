using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Recovery;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// Finishes, when a log is loaded, a <see cref="SegmentSwap"/> that a crash interrupted, and undoes one that had not
/// yet come to its first durable step, or whose new segment is damaged. Runs as often as it must: it may be interrupted
/// itself.
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
        if (SegmentEnd.Of(files, swap, verify: true) is { } endOffset && IsFollowed(endOffset))
        {
            DeleteReplaced(baseOffset, endOffset);
        }
        else if (new SwapUndo(files, directory).TryRun(baseOffset) || hasOld)
        {
            quarantine.Add(swap, "a compacted segment that is damaged; the one that it was made from is back");
            return;
        }

        // Damaged, but the last that there is: what is not damaged in it stays readable.
        foreach (var suffix in IndexSuffixes)
        {
            SettleIndex(baseOffset, suffix, hasOld);
        }

        files.SyncDirectory(directory);
        files.MoveFile(swap, PathOf(baseOffset, LogFileNames.Log));
        files.SyncDirectory(directory);
    }

    /// <summary>The active segment is never replaced: an end beyond it is a damaged header's.</summary>
    private bool IsFollowed(long endOffset) => files.ListFiles(directory).Any(file =>
        LogFileNames.TryParse(file.Name, LogFileNames.Log, out var offset) && offset >= endOffset);

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

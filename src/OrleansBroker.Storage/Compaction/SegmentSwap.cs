using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// Puts a rewritten segment in the place of the ones that it was made from, so that a crash at any point leaves either
/// to a start.
/// </summary>
/// <remarks>
/// <code>
/// .cleaned          being written: a start throws it away
/// .swap             complete and durable: from here on a start finishes what follows
/// .deleted          the old files, the last segment first, which readers may still use
/// (plain)           the new files, indexes first
/// </code>
/// Each step is durable before the next begins; within a step, the log file is renamed last. See
/// <see cref="SwapRecovery"/>.
/// </remarks>
internal static class SegmentSwap
{
    public static void Run(IFileSystem files, LogSegment[] replaced, LogSegment cleaned)
    {
        cleaned.Rename(LogFileNames.Swap);
        files.SyncDirectory(cleaned.Directory);
        for (var index = replaced.Length - 1; index >= 0; index--)
        {
            replaced[index].Rename(LogFileNames.Deleted);
        }

        files.SyncDirectory(cleaned.Directory);
        cleaned.Rename(string.Empty);
        files.SyncDirectory(cleaned.Directory);
        foreach (var segment in replaced.AsSpan(1))
        {
            files.DeleteFile(
                Path.Combine(segment.Directory, LogFileNames.Of(segment.BaseOffset, LogFileNames.Snapshot)));
        }
    }
}

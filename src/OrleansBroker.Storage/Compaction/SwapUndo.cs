using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// Brings back the segments that a <see cref="SegmentSwap"/> has renamed, when what was to take their place turns out
/// to be damaged. Nothing is changed unless all of them are there.
/// </summary>
internal sealed class SwapUndo(IFileSystem files, string directory)
{
    private static readonly string[] Suffixes =
        [LogFileNames.OffsetIndex, LogFileNames.TimeIndex, LogFileNames.TransactionIndex, LogFileNames.Log];

    private readonly SortedSet<long> _plain = Bases(files, directory, LogFileNames.Log);
    private readonly SortedSet<long> _renamed = Bases(files, directory, LogFileNames.Log + LogFileNames.Deleted);

    /// <summary>False when a segment between the base offset and the active segment is nowhere.</summary>
    public bool TryRun(long baseOffset)
    {
        var missing = new List<long>();
        var at = baseOffset;
        while (_plain.Count > 0 && at < _plain.Max)
        {
            var state = _plain.Contains(at) ? string.Empty : LogFileNames.Deleted;
            if (state.Length > 0 && !_renamed.Contains(at))
            {
                return false;
            }

            if (SegmentEnd.Of(files, PathOf(at, LogFileNames.Log + state), verify: false) is not { } end)
            {
                return false;
            }

            if (state.Length > 0)
            {
                missing.Add(at);
            }

            at = Next(end);
        }

        missing.ForEach(BringBack);
        files.SyncDirectory(directory);
        return true;
    }

    /// <summary>Where the next segment begins: a follower's log may have gaps between segments.</summary>
    private long Next(long end) => _plain.Contains(end) || _renamed.Contains(end)
        ? end
        : _plain.FirstOrDefault(baseOffset => baseOffset > end, end);

    /// <summary>The log file last: until then another start does all of it again.</summary>
    private void BringBack(long baseOffset)
    {
        foreach (var suffix in Suffixes)
        {
            var renamed = PathOf(baseOffset, suffix + LogFileNames.Deleted);
            if (files.FileExists(renamed))
            {
                files.MoveFile(renamed, PathOf(baseOffset, suffix));
            }
            else
            {
                files.DeleteFile(PathOf(baseOffset, suffix));
            }
        }
    }

    private static SortedSet<long> Bases(IFileSystem files, string directory, string suffix)
    {
        var bases = new SortedSet<long>();
        foreach (var file in files.ListFiles(directory))
        {
            if (LogFileNames.TryParse(file.Name, suffix, out var baseOffset))
            {
                bases.Add(baseOffset);
            }
        }

        return bases;
    }

    private string PathOf(long baseOffset, string suffix) =>
        Path.Combine(directory, LogFileNames.Of(baseOffset, suffix));
}

using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Recovery;

/// <summary>
/// The files of a log's folder, sorted into what they are. Half-written files and those on their way out are removed,
/// and what is not ours is moved aside.
/// </summary>
internal sealed class LogFolderListing
{
    private static readonly string[] SegmentSuffixes =
    [
        LogFileNames.Log, LogFileNames.OffsetIndex, LogFileNames.TimeIndex, LogFileNames.TransactionIndex,
        LogFileNames.Snapshot,
    ];

    private static readonly string[] IndexSuffixes =
        [LogFileNames.OffsetIndex, LogFileNames.TimeIndex, LogFileNames.TransactionIndex];

    private static readonly string[] KnownFiles = [LogFileNames.LeaderEpochs, LogFileNames.PartitionMetadata];

    private readonly Dictionary<string, long> _lengths = [];

    private LogFolderListing()
    {
    }

    /// <summary>Base offsets of the log files, ascending.</summary>
    public List<long> BaseOffsets { get; } = [];

    public static LogFolderListing Read(IFileSystem files, string directory, Quarantine quarantine)
    {
        var listing = new LogFolderListing();
        foreach (var file in files.ListFiles(directory))
        {
            listing.Sort(files, directory, file, quarantine);
        }

        listing.RemoveOrphans(files, directory);
        return listing;
    }

    /// <summary>Length of a segment's file, -1 when it is missing.</summary>
    public long LengthOf(long baseOffset, string suffix) =>
        _lengths.GetValueOrDefault(LogFileNames.Of(baseOffset, suffix), -1);

    private void Sort(IFileSystem files, string directory, FileEntry file, Quarantine quarantine)
    {
        var path = Path.Combine(directory, file.Name);
        if (IsLeftOver(file.Name))
        {
            files.DeleteFile(path);
        }
        else if (SegmentSuffixes.Any(suffix => LogFileNames.TryParse(file.Name, suffix, out _)))
        {
            _lengths[file.Name] = file.Length;
            if (LogFileNames.TryParse(file.Name, LogFileNames.Log, out var baseOffset))
            {
                BaseOffsets.Add(baseOffset);
            }
        }
        else if (!IsKnown(file.Name))
        {
            quarantine.Add(path, "not a file of a partition");
        }
    }

    /// <summary>
    /// Indexes without their log file, as a crash in the middle of a truncation leaves them: a later segment of the
    /// same base offset would take them for its own.
    /// </summary>
    private void RemoveOrphans(IFileSystem files, string directory)
    {
        foreach (var name in _lengths.Keys)
        {
            var isOrphan = Array.Exists(IndexSuffixes, suffix =>
                LogFileNames.TryParse(name, suffix, out var baseOffset)
                && !_lengths.ContainsKey(LogFileNames.Of(baseOffset, LogFileNames.Log)));
            if (isOrphan)
            {
                files.DeleteFile(Path.Combine(directory, name));
            }
        }
    }

    private static bool IsKnown(string name) =>
        KnownFiles.Contains(name) || name.EndsWith(LogFileNames.Quarantined, StringComparison.Ordinal);

    private static bool IsLeftOver(string name) =>
        name.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal)
        || name.EndsWith(LogFileNames.Deleted, StringComparison.Ordinal)
        || name.EndsWith(LogFileNames.Cleaned, StringComparison.Ordinal);
}

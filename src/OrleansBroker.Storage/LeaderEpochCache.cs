using System.Globalization;
using System.Text;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage;

/// <summary>
/// Where each leader epoch of a log began: what two replicas compare to find where they parted (KIP-101, KIP-320).
/// </summary>
/// <remarks>
/// Changed under the log's write lock, read without one: the entries are an immutable array. The checkpoint file is
/// written by the log's flush, before the flushed end offset passes what the entries describe.
/// <code>
/// 0                     version
/// 4                     number of entries
/// 0 0                   epoch and start offset, one entry to a line
/// 0 0
/// 3 1200
/// 3 1200
/// </code>
/// Each entry stands twice, which Kafka reads as once: its format has no checksum, and an epoch's begin that flips
/// makes two replicas part at the wrong place. A file with each entry once is Kafka's.
/// </remarks>
public sealed class LeaderEpochCache
{
    /// <summary>Stands for "no epoch".</summary>
    public const int NoEpoch = -1;

    private const string Version = "0";

    private IFileSystem _files;
    private string _path;
    private readonly Lock _saving = new();
    private volatile LeaderEpoch[] _entries = [];

    /// <summary>What the file holds; none when there is no file, and null when it is damaged.</summary>
    private LeaderEpoch[]? _saved = [];

    internal LeaderEpochCache(IFileSystem files, string path)
    {
        _files = files;
        _path = path;
    }

    /// <summary>All entries, ascending in epoch and start offset.</summary>
    public IReadOnlyList<LeaderEpoch> Entries => _entries;

    /// <summary>The newest epoch, or -1.</summary>
    public int Latest => _entries is [.., var last] ? last.Epoch : NoEpoch;

    /// <summary>The epoch in which the offset was written, or -1 when the cache does not reach back so far.</summary>
    public int EpochAt(long offset)
    {
        var entries = _entries;
        for (var index = entries.Length - 1; index >= 0; index--)
        {
            if (entries[index].StartOffset <= offset)
            {
                return entries[index].Epoch;
            }
        }

        return NoEpoch;
    }

    /// <summary>
    /// What OffsetForLeaderEpoch answers: the largest epoch at or below the one asked for, and the offset at which it
    /// ended.
    /// </summary>
    /// <param name="epoch">The epoch asked for.</param>
    /// <param name="logEndOffset">Where the latest epoch ends for now.</param>
    /// <returns>(-1, -1) when the epoch is unknown or in the future.</returns>
    public (int Epoch, long EndOffset) EndOffsetFor(int epoch, long logEndOffset)
    {
        var entries = _entries;
        if (entries.Length == 0 || epoch < 0 || epoch > entries[^1].Epoch)
        {
            return (NoEpoch, -1);
        }

        if (epoch == entries[^1].Epoch)
        {
            return (epoch, logEndOffset);
        }

        var above = Array.FindIndex(entries, entry => entry.Epoch > epoch);
        return above == 0
            ? (epoch, entries[0].StartOffset)
            : (entries[above - 1].Epoch, entries[above].StartOffset);
    }

    /// <summary>Reads the checkpoint; false when it is missing, or damaged.</summary>
    internal bool TryLoad()
    {
        if (AtomicFile.TryReadText(_files, _path) is not { } text)
        {
            return false;
        }

        _saved = null;
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines is not [Version, var count, ..] || count != Text(lines.Length - 2))
        {
            return false;
        }

        var entries = new LeaderEpoch[lines.Length - 2];
        for (var index = 0; index < entries.Length; index++)
        {
            if (lines[index + 2].Split(' ') is not [var epoch, var start]
                || !int.TryParse(epoch, CultureInfo.InvariantCulture, out var number)
                || !long.TryParse(start, CultureInfo.InvariantCulture, out var offset))
            {
                return false;
            }

            entries[index] = new LeaderEpoch(number, offset);
        }

        if (WithoutTwins(entries) is not { } distinct || !IsAscending(distinct))
        {
            return false;
        }

        _entries = _saved = distinct;
        return true;
    }

    /// <summary>Notes that the epoch began at the offset; what contradicts it was written by a deposed
    /// leader.</summary>
    internal void Assign(int epoch, long startOffset)
    {
        var entries = _entries;
        var kept = entries.Length;
        while (kept > 0 && (entries[kept - 1].Epoch > epoch || entries[kept - 1].StartOffset >= startOffset))
        {
            kept--;
        }

        // An epoch without records may have begun in between: the earlier one goes on from where it began.
        var isKnown = kept > 0 && entries[kept - 1].Epoch == epoch;
        if (!isKnown || kept < entries.Length)
        {
            LeaderEpoch[] last = isKnown ? [] : [new LeaderEpoch(epoch, startOffset)];
            _entries = [.. entries.AsSpan(0, kept), .. last];
        }
    }

    /// <summary>Removes the epochs that began at or after the offset.</summary>
    internal void TruncateFromEnd(long endOffset)
    {
        if (_entries is [.., var last] && last.StartOffset >= endOffset)
        {
            _entries = Array.FindAll(_entries, entry => entry.StartOffset < endOffset);
        }
    }

    /// <summary>Removes the epochs that ended at or before the offset; the one that holds it now begins
    /// there.</summary>
    internal void TruncateFromStart(long startOffset)
    {
        var entries = _entries;
        var holder = Array.FindLastIndex(entries, entry => entry.StartOffset <= startOffset);
        if (holder > 0 || (holder == 0 && entries[0].StartOffset < startOffset))
        {
            var moved = entries[holder] with { StartOffset = startOffset };
            _entries = [moved, .. entries.AsSpan(holder + 1)];
        }
    }

    internal void Clear() => _entries = [];

    /// <summary>Writes the checkpoint where the entries have changed since; it then survives a power cut.</summary>
    internal void Save()
    {
        lock (_saving)
        {
            var entries = _entries;
            if (_saved is null || !entries.AsSpan().SequenceEqual(_saved))
            {
                AtomicFile.Write(_files, _path, Format(entries));
                _saved = entries;
            }
        }
    }

    /// <summary>Writes all entries to another file; they then survive a power cut there.</summary>
    internal void CopyTo(string path) => AtomicFile.Write(_files, path, Format(_entries));

    /// <summary>Saves to another file from now on, which holds the entries already.</summary>
    internal void MoveTo(IFileSystem files, string path)
    {
        lock (_saving)
        {
            _files = files;
            _path = path;
        }
    }

    /// <summary>The entries once; null when some have a twin and others have not.</summary>
    private static LeaderEpoch[]? WithoutTwins(LeaderEpoch[] entries)
    {
        var distinct = entries.Distinct().ToArray();
        var hasTwins = entries.Length == 2 * distinct.Length;
        return hasTwins || entries.Length == distinct.Length ? distinct : null;
    }

    private static bool IsAscending(LeaderEpoch[] entries) => entries.Zip(entries.Skip(1)).All(pair =>
        pair.First.Epoch < pair.Second.Epoch && pair.First.StartOffset < pair.Second.StartOffset);

    private static string Format(LeaderEpoch[] entries)
    {
        var text = new StringBuilder().Append(Version).Append('\n').Append(Text(2 * entries.Length)).Append('\n');
        foreach (var entry in entries)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{entry.Epoch} {entry.StartOffset}\n");
            text.Append(line).Append(line);
        }

        return text.ToString();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

}

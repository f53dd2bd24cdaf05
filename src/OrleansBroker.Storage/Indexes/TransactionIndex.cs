using System.Buffers.Binary;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Indexes;

/// <summary>
/// The aborted transactions whose marker lies in a segment, in order of their markers.
/// </summary>
/// <remarks>
/// <code>
///  at  size  field
///   0     2  version (0)
///   2     8  producer id
///  10     8  first offset of the transaction
///  18     8  offset of its abort marker
///  26     8  last stable offset after the marker
/// </code>
/// Aborts are rare, so the entries are held in memory and each is written at once; until there is one, or compaction
/// wrote the segment, there is no file. One writer, lock-free readers.
/// </remarks>
internal sealed class TransactionIndex(IFileSystem files, string path) : IDisposable
{
    public const int EntrySize = 34;

    private IFileSystem _files = files;
    private AbortedTransaction[]? _entries;
    private IStorageFile? _file;
    private bool _isRebuilding;

    public string Path { get; private set; } = path;

    /// <summary>All entries; read from the file on first use.</summary>
    public AbortedTransaction[] Entries => Volatile.Read(ref _entries) ?? LoadOnce();

    public void Add(AbortedTransaction aborted)
    {
        var entries = Entries;
        if (!_isRebuilding)
        {
            Span<byte> entry = stackalloc byte[EntrySize];
            aborted.WriteTo(entry);
            File().Write(entry, (long)entries.Length * EntrySize);
        }

        Volatile.Write(ref _entries, [.. entries, aborted]);
    }

    /// <summary>Removes the entries whose marker is at or after the offset.</summary>
    public void TruncateTo(long offset)
    {
        var kept = Array.FindAll(Entries, entry => entry.LastOffset < offset);
        if (kept.Length < Entries.Length)
        {
            File().Truncate((long)kept.Length * EntrySize);
            Volatile.Write(ref _entries, kept);
        }
    }

    /// <summary>Starts over, in memory: the file stays as it is until <see cref="EndRebuild"/>.</summary>
    public void BeginRebuild()
    {
        _file?.Dispose();
        _file = null;
        _isRebuilding = true;
        Volatile.Write(ref _entries, []);
    }

    /// <summary>
    /// Replaces the file by what was added since, for good: entries that a crash has left on the disk, or brings back
    /// there, would be believed, and so would a file that has only a part of them.
    /// </summary>
    public void EndRebuild()
    {
        _isRebuilding = false;
        var entries = Entries;
        if (entries.Length > 0 || _files.FileExists(Path))
        {
            var bytes = new byte[entries.Length * EntrySize];
            for (var index = 0; index < entries.Length; index++)
            {
                entries[index].WriteTo(bytes.AsSpan(index * EntrySize));
            }

            Replace(bytes);
        }
    }

    private void Replace(byte[] bytes)
    {
        try
        {
            AtomicFile.Write(_files, Path, bytes);
        }
        catch (IOException failure) when (DiskFull.Is(failure))
        {
            // In its own place there is room.
            File().Truncate(0);
            File().Write(bytes, 0);
            File().FlushData();
        }
    }

    /// <summary>Whether the file consists of whole entries with markers in ascending order within the bounds.</summary>
    public bool IsSane(long baseOffset)
    {
        var last = baseOffset - 1;
        foreach (var entry in Entries)
        {
            if (entry.LastOffset <= last || entry.FirstOffset > entry.LastOffset)
            {
                return false;
            }

            last = entry.LastOffset;
        }

        return true;
    }

    /// <summary>Lowers the last stable offset of an entry that tells too high a one, in memory.</summary>
    public void LowerStable(int index, long offset)
    {
        var entries = Entries.ToArray();
        entries[index] = entries[index] with { LastStableOffset = offset };
        Volatile.Write(ref _entries, entries);
    }

    public void Flush() => _file?.FlushData();

    /// <summary>Makes the file, though it be empty: a swap of segments tells the new file from the old by its
    /// name.</summary>
    public void Create() => File();

    /// <summary>Renames the file, where there is one; an open handle survives.</summary>
    public void Rename(string newPath)
    {
        // Read before, so that no reader looks for the file while it has no name.
        _ = Entries;
        if (_files.FileExists(Path))
        {
            _files.MoveFile(File(), newPath);
        }

        Path = newPath;
    }

    /// <summary>Uses another file from now on, which holds the same entries as the one so far.</summary>
    /// <returns>The handle to the old file, for the caller to dispose.</returns>
    public IDisposable? MoveTo(IFileSystem newFiles, string newPath)
    {
        _ = Entries;
        _files = newFiles;
        var old = _file;
        _file = null;
        Path = newPath;
        return old;
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>A reader that loads late must not replace what the writer has added since.</summary>
    private AbortedTransaction[] LoadOnce()
    {
        var loaded = Load();
        return Interlocked.CompareExchange(ref _entries, loaded, null) ?? loaded;
    }

    private AbortedTransaction[] Load()
    {
        var bytes = AtomicFile.TryRead(_files, Path) ?? [];
        var entries = new AbortedTransaction[bytes.Length / EntrySize];
        for (var index = 0; index < entries.Length; index++)
        {
            entries[index] = AbortedTransaction.Read(bytes.AsSpan(index * EntrySize));
        }

        return entries;
    }

    private IStorageFile File() => _file ??= _files.Open(Path, create: true);
}

using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Indexes;

/// <summary>
/// A file of entries of one size in ascending order: in memory while its segment is written, on disk only once
/// sealed, so that a thousand sealed segments cost no memory.
/// </summary>
/// <remarks>
/// One writer (holder of the log's write lock), any number of lock-free readers. An entry's bytes are written before
/// the count that admits them. A crash loses what <see cref="Save"/> has not written: recovery rebuilds it from the
/// log.
/// </remarks>
internal sealed class IndexFile : IDisposable
{
    private IFileSystem _files;
    private readonly int _entrySize;
    private readonly Lock _opening = new();
    private volatile byte[]? _memory;
    private volatile IStorageFile? _file;
    private volatile int _count;
    private int _savedCount;
    private bool _disposed;

    /// <summary>Views the file as it lies on disk, sealed.</summary>
    public IndexFile(IFileSystem files, string path, int entrySize, long lengthOnDisk)
    {
        _files = files;
        _entrySize = entrySize;
        Path = path;
        _count = (int)(lengthOnDisk / entrySize);
        _savedCount = _count;
    }

    public string Path { get; private set; }

    public int Count => _count;

    /// <summary>Brings the entries into memory, so that entries can be added.</summary>
    public void Unseal()
    {
        if (_memory is not null)
        {
            return;
        }

        var memory = new byte[_count * _entrySize];
        if (_count > 0)
        {
            File(create: false).Read(memory, 0);
        }

        _memory = memory;
    }

    /// <summary>Starts over, in memory, with no entry.</summary>
    public void Clear()
    {
        _count = 0;
        _savedCount = 0;
        _memory = [];
    }

    /// <summary>Replaces all entries by ones built anew, in memory; readers see the old ones or the new.</summary>
    public void Replace(byte[] entries)
    {
        _count = 0;
        _memory = entries;
        _savedCount = 0;
        _count = entries.Length / _entrySize;
    }

    public void Add(ReadOnlySpan<byte> entry)
    {
        var memory = _memory;
        Invariant.Check(memory is not null, "an index is in memory while it is written");
        var end = _count * _entrySize;
        if (end + _entrySize > memory.Length)
        {
            Array.Resize(ref memory, Math.Max(memory.Length * 2, 16 * _entrySize));
            _memory = memory;
        }

        entry.CopyTo(memory.AsSpan(end));
        _count++;
    }

    /// <summary>Copies an entry out. The index may come from an earlier <see cref="Count"/>: what was cut since reads
    /// as old or zero bytes, which the caller's checks of the log itself catch.</summary>
    public void Read(int index, Span<byte> entry)
    {
        entry.Clear();
        var memory = _memory;
        if (memory is null)
        {
            File(create: false).Read(entry, (long)index * _entrySize);
        }
        else if ((index + 1) * _entrySize <= memory.Length)
        {
            memory.AsSpan(index * _entrySize, _entrySize).CopyTo(entry);
        }
    }

    public void Truncate(int count)
    {
        Unseal();
        _count = Math.Min(_count, count);
        _savedCount = Math.Min(_savedCount, count);
    }

    /// <summary>Writes the entries to the file, which then holds them and nothing else.</summary>
    public void Save()
    {
        if (_memory is not { } memory)
        {
            return;
        }

        var from = _savedCount * _entrySize;
        var file = File(create: true);
        file.Write(memory.AsSpan(from, (_count - _savedCount) * _entrySize), from);
        file.Truncate(_count * _entrySize);
        _savedCount = _count;
    }

    /// <summary>Writes the entries and lets go of the memory.</summary>
    public void Seal()
    {
        Save();
        _memory = null;
    }

    public void Flush()
    {
        if (_file is { } file)
        {
            file.FlushData();
        }
    }

    /// <summary>Renames the file, where there is one; an open handle survives.</summary>
    public void Rename(string path)
    {
        lock (_opening)
        {
            if (_file is { } open)
            {
                _files.MoveFile(open, path);
            }
            else if (_files.FileExists(Path))
            {
                _files.MoveFile(Path, path);
            }

            Path = path;
        }
    }

    /// <summary>Uses another file from now on, which holds the same entries as the one so far.</summary>
    /// <returns>The handle to the old file, for the caller to dispose when no reader can still use it.</returns>
    public IDisposable? MoveTo(IFileSystem files, string path)
    {
        lock (_opening)
        {
            var old = _file;
            _file = null;
            _files = files;
            Path = path;
            return old;
        }
    }

    public void Dispose()
    {
        lock (_opening)
        {
            _disposed = true;
            _file?.Dispose();
        }
    }

    private IStorageFile File(bool create)
    {
        if (_file is { } open)
        {
            return open;
        }

        lock (_opening)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _file ??= _files.Open(Path, create);
        }
    }
}

namespace OrleansBroker.Storage.Files;

/// <summary>
/// The handles that a data folder has open: about as many as it may, however many files it works with. Thread-safe.
/// </summary>
/// <remarks>
/// When a handle is needed beyond the bound, those that were not used since the last time go first, in the order in
/// which they were opened, and those that would have to be flushed before only when nothing else is left. A handle
/// in use is never taken, so that the bound may be exceeded by as many as there are threads at work.
/// <para>Lock order: a file's own lock, then the pool's. The pool only tries the locks of other files.</para>
/// </remarks>
internal sealed class OpenFiles(IFileSystem disk, int max) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<PooledFile> _open = new();
    private bool _isDisposed;

    /// <summary>Handles that are open now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Opens a handle for the file, which holds its own lock or is being made.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public IStorageFile Open(PooledFile file, bool create)
    {
        MakeRoom(max - 1);
        var handle = WithHandle(() => disk.Open(file.Path, create));
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _open.AddLast(file.Node);
                return handle;
            }
        }

        handle.Dispose();
        throw new ObjectDisposedException(file.Path);
    }

    /// <summary>
    /// Does what takes a handle. When connections took what was left of the process's, files that rest give theirs.
    /// </summary>
    public T WithHandle<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (TooManyOpenFilesException)
        {
            MakeRoom(0);
            return open();
        }
    }

    /// <summary>The file has closed its handle for good.</summary>
    public void Forget(PooledFile file)
    {
        lock (_lock)
        {
            Remove(file);
        }
    }

    /// <summary>Closes every handle, without flushing; what opens files afterwards fails.</summary>
    public void Dispose()
    {
        PooledFile[] files;
        lock (_lock)
        {
            _isDisposed = true;
            files = [.. _open];
        }

        foreach (var file in files)
        {
            file.Dispose();
        }
    }

    private void MakeRoom(int keep)
    {
        lock (_lock)
        {
            // The first round takes the mark of use from all, the second finds who was not used meanwhile.
            for (var left = 2 * _open.Count; left > 0 && _open.Count > keep; left--)
            {
                var file = TakeFirst();
                if (!file.TryRest(mayFlush: false))
                {
                    _open.AddLast(file.Node);
                }
            }
        }

        FlushForRoom(keep);
    }

    /// <summary>Waits for the disk, and hence not under the lock.</summary>
    private void FlushForRoom(int keep)
    {
        for (var left = Count; left > 0; left--)
        {
            PooledFile file;
            lock (_lock)
            {
                if (_open.Count <= keep)
                {
                    return;
                }

                file = TakeFirst();
            }

            if (!file.TryRest(mayFlush: true))
            {
                lock (_lock)
                {
                    _open.AddLast(file.Node);
                }
            }
        }
    }

    private PooledFile TakeFirst()
    {
        var node = _open.First!;
        _open.Remove(node);
        return node.Value;
    }

    private void Remove(PooledFile file)
    {
        if (file.Node.List is not null)
        {
            _open.Remove(file.Node);
        }
    }
}

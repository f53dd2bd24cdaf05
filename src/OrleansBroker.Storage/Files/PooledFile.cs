namespace OrleansBroker.Storage.Files;

/// <summary>
/// A file that its user holds open for as long as it likes, while its handle comes and goes: <see cref="OpenFiles"/>
/// takes it away from files that rest, and the next use opens it again. Thread-safe.
/// </summary>
/// <remarks>
/// A handle that was written through is flushed before it goes: the operating system tells of a failed write only
/// those who had the file open. When that flush fails, every later write and flush of the file fails too.
/// </remarks>
internal sealed class PooledFile : IStorageFile
{
    private readonly OpenFiles _pool;
    private readonly Lock _gate = new();
    private IStorageFile? _handle;
    private IOException? _lostWrite;
    private int _users;
    private bool _isDirty;
    private bool _wasUsed;
    private bool _isDisposed;

    /// <summary>Opens the file.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public PooledFile(OpenFiles pool, string path, bool create)
    {
        _pool = pool;
        Path = path;
        Node = new LinkedListNode<PooledFile>(this);
        _handle = pool.Open(this, create);
    }

    public string Path { get; private set; }

    public long Length
    {
        get
        {
            var handle = Enter(isChange: false);
            try
            {
                return handle.Length;
            }
            finally
            {
                Leave();
            }
        }
    }

    /// <summary>Where the pool keeps the file while its handle is open; the pool's own.</summary>
    public LinkedListNode<PooledFile> Node { get; }

    public int Read(Span<byte> buffer, long position)
    {
        var handle = Enter(isChange: false);
        try
        {
            return handle.Read(buffer, position);
        }
        finally
        {
            Leave();
        }
    }

    public int ReadCached(Span<byte> buffer, long position)
    {
        if (TryEnter() is not { } handle)
        {
            return 0;
        }

        try
        {
            return handle.ReadCached(buffer, position);
        }
        finally
        {
            Leave();
        }
    }

    public void Write(ReadOnlySpan<byte> bytes, long position)
    {
        var handle = Enter(isChange: true);
        try
        {
            handle.Write(bytes, position);
        }
        finally
        {
            Leave();
        }
    }

    public void Truncate(long length) => Run(static (handle, length) => handle.Truncate(length), length, true);

    public void Reserve(long length) => Run(static (handle, length) => handle.Reserve(length), length, false);

    public void FlushData()
    {
        lock (_gate)
        {
            // Cleared first: a write that comes while the flush runs marks the file again.
            _isDirty = false;
        }

        Run(static (handle, _) => handle.FlushData(), 0L, false);
        lock (_gate)
        {
            ThrowWhereWriteWasLost();
        }
    }

    public void DropCache() => Run(static (handle, _) => handle.DropCache(), 0L, false);

    /// <summary>Renames the file, in one step, over one that may exist; later uses find it under the new
    /// name.</summary>
    public void MoveTo(IFileSystem disk, string path)
    {
        lock (_gate)
        {
            disk.MoveFile(Path, path);
            Path = path;
        }
    }

    /// <summary>Gives the handle back, unless it is in use, or was since the last call.</summary>
    /// <param name="mayFlush">Whether a handle that was written through goes too, which waits for the disk.</param>
    /// <returns>Whether the file has no handle any more.</returns>
    public bool TryRest(bool mayFlush)
    {
        if (!_gate.TryEnter())
        {
            return false;
        }

        try
        {
            var wasUsed = _wasUsed;
            _wasUsed = false;
            if (_handle is { } handle)
            {
                if (_users > 0 || wasUsed || (_isDirty && !mayFlush))
                {
                    return false;
                }

                FlushBeforeClosing(handle);
                handle.Dispose();
                _handle = null;
            }

            return true;
        }
        finally
        {
            _gate.Exit();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _handle?.Dispose();
            _handle = null;
        }

        _pool.Forget(this);
    }

    private void FlushBeforeClosing(IStorageFile handle)
    {
        if (!_isDirty)
        {
            return;
        }

        try
        {
            handle.FlushData();
            _isDirty = false;
        }
        catch (IOException failure)
        {
            _lostWrite = failure;
        }
    }

    private void Run<T>(Action<IStorageFile, T> action, T argument, bool isChange)
    {
        var handle = Enter(isChange);
        try
        {
            action(handle, argument);
        }
        finally
        {
            Leave();
        }
    }

    private IStorageFile Enter(bool isChange)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (isChange)
            {
                ThrowWhereWriteWasLost();
                _isDirty = true;
            }

            _handle ??= _pool.Open(this, create: false);
            _wasUsed = true;
            _users++;
            return _handle;
        }
    }

    /// <summary>The handle, unless it would have to be waited for.</summary>
    private IStorageFile? TryEnter()
    {
        if (!_gate.TryEnter())
        {
            return null;
        }

        try
        {
            if (_handle is not null)
            {
                _wasUsed = true;
                _users++;
            }

            return _handle;
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            _users--;
        }
    }

    private void ThrowWhereWriteWasLost()
    {
        if (_lostWrite is { } failure)
        {
            throw new IOException($"{Path}: an earlier write did not reach the disk. {failure.Message}", failure);
        }
    }
}

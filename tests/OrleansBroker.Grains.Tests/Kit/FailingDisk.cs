using OrleansBroker.Storage.Files;

namespace OrleansBroker.Grains.Tests.Kit;

/// <summary>The local disk, until it is told to refuse writes or reads, or to hold flushes or reads back.</summary>
internal sealed class FailingDisk : IFileSystem
{
    // What Linux says of a full disk: it is not the disk that fails.
    private const int NoSpace = 28;

    private readonly LocalFileSystem _files = new();
    private volatile bool _refusesWrites;
    private volatile bool _refusesReads;
    private readonly ManualResetEventSlim _mayFlush = new(initialState: true);
    private readonly ManualResetEventSlim _mayRead = new(initialState: true);

    /// <summary>A folder whose disk is dead: nothing in it can be opened, written or flushed.</summary>
    public string? Dead { get; set; }

    /// <summary>A folder whose disk has no room: nothing can be written in it.</summary>
    public string? Full { get; set; }

    public bool RefusesWrites
    {
        get => _refusesWrites;
        set => _refusesWrites = value;
    }

    public bool RefusesReads
    {
        get => _refusesReads;
        set => _refusesReads = value;
    }

    /// <summary>Whether what is done to the names in a folder cannot be made durable.</summary>
    public bool RefusesDirectorySyncs { get; set; }

    public void HoldReads() => _mayRead.Reset();

    public void LetReads() => _mayRead.Set();

    public void HoldFlushes() => _mayFlush.Reset();

    public void LetFlushes() => _mayFlush.Set();

    public IStorageFile Open(string path, bool create)
    {
        FailWhereDead(path);
        return new File(this, _files.Open(path, create));
    }

    public IDisposable? TryLock(string path) => _files.TryLock(path);

    public bool FileExists(string path) => _files.FileExists(path);

    public bool DirectoryExists(string path) => _files.DirectoryExists(path);

    public void CreateDirectory(string path)
    {
        FailWhereDead(path);
        _files.CreateDirectory(path);
    }

    public IReadOnlyList<FileEntry> ListFiles(string directory) => _files.ListFiles(directory);

    public IReadOnlyList<string> ListDirectories(string directory) => _files.ListDirectories(directory);

    public void MoveFile(string from, string to) => _files.MoveFile(from, to);

    public bool TryMoveNew(string from, string to) => _files.TryMoveNew(from, to);

    public void MoveDirectory(string from, string to) => _files.MoveDirectory(from, to);

    public void DeleteFile(string path) => _files.DeleteFile(path);

    public void DeleteDirectory(string path) => _files.DeleteDirectory(path);

    public void SyncDirectory(string path)
    {
        if (RefusesDirectorySyncs)
        {
            throw new IOException("Input/output error");
        }

        _files.SyncDirectory(path);
    }

    public long FreeBytes(string path) => _files.FreeBytes(path);

    public long TotalBytes(string path) => _files.TotalBytes(path);

    private void FailWhereDead(string path)
    {
        if (Dead is { } dead && path.StartsWith(dead, StringComparison.Ordinal))
        {
            throw new IOException("Input/output error");
        }
    }

    private sealed class File(FailingDisk disk, IStorageFile file) : IStorageFile
    {
        public string Path => file.Path;

        public long Length => file.Length;

        public int Read(Span<byte> buffer, long position)
        {
            disk._mayRead.Wait();
            return disk.RefusesReads ? throw new IOException("Input/output error") : file.Read(buffer, position);
        }

        public void Write(ReadOnlySpan<byte> bytes, long position)
        {
            if (disk.RefusesWrites || (disk.Full is { } full && Path.StartsWith(full, StringComparison.Ordinal)))
            {
                throw new IOException("No space left on device", NoSpace);
            }

            disk.FailWhereDead(file.Path);
            file.Write(bytes, position);
        }

        public void Truncate(long length) => file.Truncate(length);

        public void FlushData()
        {
            disk._mayFlush.Wait();
            disk.FailWhereDead(file.Path);
            file.FlushData();
        }

        public void Dispose() => file.Dispose();
    }
}

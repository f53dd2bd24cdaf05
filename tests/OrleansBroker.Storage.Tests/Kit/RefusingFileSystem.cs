using System.Collections.Concurrent;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Tests.Kit;

/// <summary>A disk that refuses what a test names, and counts open handles and flushes. Thread-safe.</summary>
internal sealed class RefusingFileSystem(IFileSystem disk) : IFileSystem
{
    private readonly ConcurrentQueue<string> _reserves = new();
    private int _openCount;
    private int _flushes;

    /// <summary>
    /// The failure to answer with when a file of this path is opened, or flushed ("flush " before the path); null
    /// goes on.
    /// </summary>
    public Func<string, Exception?> Refuse { get; set; } = static _ => null;

    public int OpenCount => Volatile.Read(ref _openCount);

    /// <summary>Flushes of files and folders so far.</summary>
    public int Flushes => Volatile.Read(ref _flushes);

    /// <summary>Reservations and truncations of log files, in their order.</summary>
    public IReadOnlyCollection<string> Reserves => _reserves;

    public IStorageFile Open(string path, bool create)
    {
        if (Refuse(path) is { } failure)
        {
            throw failure;
        }

        var file = disk.Open(path, create);
        Interlocked.Increment(ref _openCount);
        return new CountedFile(this, file);
    }

    public IDisposable? TryLock(string path) => disk.TryLock(path);

    public bool FileExists(string path) => disk.FileExists(path);

    public bool DirectoryExists(string path) => disk.DirectoryExists(path);

    public void CreateDirectory(string path) => disk.CreateDirectory(path);

    public IReadOnlyList<FileEntry> ListFiles(string directory) => disk.ListFiles(directory);

    public IReadOnlyList<string> ListDirectories(string directory) => disk.ListDirectories(directory);

    public void MoveFile(string from, string to) => disk.MoveFile(from, to);

    public void MoveDirectory(string from, string to) => disk.MoveDirectory(from, to);

    public void DeleteFile(string path) => disk.DeleteFile(path);

    public void DeleteDirectory(string path) => disk.DeleteDirectory(path);

    public void SyncDirectory(string path)
    {
        Interlocked.Increment(ref _flushes);
        disk.SyncDirectory(path);
    }

    public long FreeBytes(string path) => disk.FreeBytes(path);

    public long TotalBytes(string path) => disk.TotalBytes(path);

    private sealed class CountedFile(RefusingFileSystem owner, IStorageFile file) : IStorageFile
    {
        private int _isDisposed;

        public string Path => file.Path;

        public long Length => file.Length;

        public int Read(Span<byte> buffer, long position) => file.Read(buffer, position);

        public void Write(ReadOnlySpan<byte> bytes, long position) => file.Write(bytes, position);

        public void Truncate(long length)
        {
            Note("truncate", length);
            file.Truncate(length);
        }

        public void Reserve(long length)
        {
            Note("reserve", length);
            file.Reserve(length);
        }

        public void FlushData()
        {
            if (owner.Refuse($"flush {Path}") is { } failure)
            {
                throw failure;
            }

            Interlocked.Increment(ref owner._flushes);
            file.FlushData();
        }

        public void DropCache() => file.DropCache();

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                Interlocked.Decrement(ref owner._openCount);
                file.Dispose();
            }
        }

        private void Note(string what, long length)
        {
            if (Path.EndsWith(".log", StringComparison.Ordinal))
            {
                owner._reserves.Enqueue($"{what} {System.IO.Path.GetFileName(Path)} {length}");
            }
        }
    }
}

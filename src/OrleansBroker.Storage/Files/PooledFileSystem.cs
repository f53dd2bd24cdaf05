namespace OrleansBroker.Storage.Files;

/// <summary>
/// A disk of which no more than so many files are open at a time, though their users never close them: see
/// <see cref="PooledFile"/>. Thread-safe. Disposing it closes what is open.
/// </summary>
internal sealed class PooledFileSystem(IFileSystem disk, int openFilesMax) : IFileSystem, IDisposable
{
    private readonly OpenFiles _open = new(disk, openFilesMax);

    /// <summary>Handles that are open now.</summary>
    public int OpenCount => _open.Count;

    public IStorageFile Open(string path, bool create) => new PooledFile(_open, path, create);

    /// <summary>Not pooled: such a file is read at once, and closed.</summary>
    public IReadableFile OpenDirect(string path) => _open.WithHandle(() => disk.OpenDirect(path));

    public IDisposable? TryLock(string path) => disk.TryLock(path);

    public bool FileExists(string path) => disk.FileExists(path);

    public bool DirectoryExists(string path) => disk.DirectoryExists(path);

    public void CreateDirectory(string path) => disk.CreateDirectory(path);

    public IReadOnlyList<FileEntry> ListFiles(string directory) => disk.ListFiles(directory);

    public IReadOnlyList<string> ListDirectories(string directory) => disk.ListDirectories(directory);

    public void MoveFile(string from, string to) => disk.MoveFile(from, to);

    public void MoveFile(IStorageFile file, string to) => ((PooledFile)file).MoveTo(disk, to);

    public bool TryMoveNew(string from, string to) => disk.TryMoveNew(from, to);

    public void MoveDirectory(string from, string to) => disk.MoveDirectory(from, to);

    public void DeleteFile(string path) => disk.DeleteFile(path);

    public void DeleteDirectory(string path) => disk.DeleteDirectory(path);

    public void SyncDirectory(string path) => _open.WithHandle(() =>
    {
        disk.SyncDirectory(path);
        return true;
    });

    public long FreeBytes(string path) => disk.FreeBytes(path);

    public long TotalBytes(string path) => disk.TotalBytes(path);

    public void Dispose() => _open.Dispose();
}

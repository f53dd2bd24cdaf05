using OrleansBroker.Storage.Files;

namespace OrleansBroker.Grains.Tests.GrainStorage;

/// <summary>A file system whose process ends between writing a file and giving it its name.</summary>
internal sealed class CrashingFileSystem(IFileSystem files) : IFileSystem
{
    public IStorageFile Open(string path, bool create) => files.Open(path, create);

    public IDisposable? TryLock(string path) => files.TryLock(path);

    public bool FileExists(string path) => files.FileExists(path);

    public bool DirectoryExists(string path) => files.DirectoryExists(path);

    public void CreateDirectory(string path) => files.CreateDirectory(path);

    public IReadOnlyList<FileEntry> ListFiles(string directory) => files.ListFiles(directory);

    public IReadOnlyList<string> ListDirectories(string directory) => files.ListDirectories(directory);

    public void MoveFile(string from, string to) => throw new IOException("crashed");

    public bool TryMoveNew(string from, string to) => throw new IOException("crashed");

    public void MoveDirectory(string from, string to) => throw new IOException("crashed");

    public void DeleteFile(string path)
    {
        // A process that has ended cleans up nothing.
    }

    public void DeleteDirectory(string path) => throw new IOException("crashed");

    public void SyncDirectory(string path) => files.SyncDirectory(path);

    public long FreeBytes(string path) => files.FreeBytes(path);

    public long TotalBytes(string path) => files.TotalBytes(path);
}

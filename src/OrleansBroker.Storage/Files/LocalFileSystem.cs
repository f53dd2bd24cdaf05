namespace OrleansBroker.Storage.Files;

/// <summary>The machine's file system. Thread-safe, no state.</summary>
public sealed class LocalFileSystem : IFileSystem
{
    /// <inheritdoc/>
    public IStorageFile Open(string path, bool create)
    {
        var mode = create ? FileMode.OpenOrCreate : FileMode.Open;
        try
        {
            return new LocalFile(path, File.OpenHandle(
                path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (IOException failure) when (NativeFiles.IsOutOfHandles(failure))
        {
            throw new TooManyOpenFilesException(path, failure);
        }
    }

    /// <inheritdoc/>
    public IReadableFile OpenDirect(string path) => new DirectFile(path);

    /// <inheritdoc/>
    public IDisposable? TryLock(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (failure is not (DirectoryNotFoundException or FileNotFoundException))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public bool FileExists(string path) => File.Exists(path);

    /// <inheritdoc/>
    public bool DirectoryExists(string path) => Directory.Exists(path);

    /// <inheritdoc/>
    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    /// <inheritdoc/>
    public IReadOnlyList<FileEntry> ListFiles(string directory)
    {
        var files = new List<FileEntry>();
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles())
        {
            try
            {
                files.Add(new FileEntry(file.Name, file.Length));
            }
            catch (FileNotFoundException)
            {
                // Deleted between its listing and the question for its length: it is not there.
            }
        }

        files.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return files;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> ListDirectories(string directory)
    {
        var names = new List<string>();
        foreach (var path in Directory.EnumerateDirectories(directory))
        {
            names.Add(Path.GetFileName(path));
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <inheritdoc/>
    public void MoveFile(string from, string to) => File.Move(from, to, overwrite: true);

    /// <inheritdoc/>
    public bool TryMoveNew(string from, string to) => NativeFiles.TryMoveNew(from, to);

    /// <inheritdoc/>
    public void MoveDirectory(string from, string to) => Directory.Move(from, to);

    /// <inheritdoc/>
    public void DeleteFile(string path) => File.Delete(path);

    /// <inheritdoc/>
    public void DeleteDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    /// <inheritdoc/>
    public void SyncDirectory(string path) => NativeFiles.SyncDirectory(path);

    /// <inheritdoc/>
    public long FreeBytes(string path) => new DriveInfo(Path.GetFullPath(path)).AvailableFreeSpace;

    /// <inheritdoc/>
    public long TotalBytes(string path) => new DriveInfo(Path.GetFullPath(path)).TotalSize;
}

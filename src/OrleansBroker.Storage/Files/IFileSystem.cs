namespace OrleansBroker.Storage.Files;

/// <summary>
/// The only thing of this project that touches a disk, so that a test can tear writes, fail flushes, fill the disk and
/// cut the power. Thread-safe. Every member throws <see cref="IOException"/> when the disk refuses.
/// </summary>
public interface IFileSystem
{
    /// <summary>Opens a file for reading and writing; the caller disposes it.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="create">Whether a missing file is created (empty) or is a <see
    /// cref="FileNotFoundException"/>.</param>
    IStorageFile Open(string path, bool create);

    /// <summary>
    /// Opens an existing file to read much of it once, in order: from the disk itself where that can be had, without
    /// filling the operating system's memory. What was written and not flushed may be missed. For one thread; the
    /// caller disposes it.
    /// </summary>
    IReadableFile OpenDirect(string path) => Open(path, create: false);

    /// <summary>Takes the lock that keeps a second process out of a folder.</summary>
    /// <returns>The lock, held until disposed, or null when another holder has it.</returns>
    IDisposable? TryLock(string path);

    /// <summary>Whether a file of this path exists.</summary>
    bool FileExists(string path);

    /// <summary>Whether a folder of this path exists.</summary>
    bool DirectoryExists(string path);

    /// <summary>Creates the folder and its parents where they are missing.</summary>
    void CreateDirectory(string path);

    /// <summary>Names (not paths) and lengths of the files in a folder, sorted by name.</summary>
    IReadOnlyList<FileEntry> ListFiles(string directory);

    /// <summary>Names (not paths) of the folders in a folder, sorted.</summary>
    IReadOnlyList<string> ListDirectories(string directory);

    /// <summary>Renames a file, in one step, over one that may exist. Survives a power cut after
    /// <see cref="SyncDirectory"/>.</summary>
    void MoveFile(string from, string to);

    /// <summary>Renames an open file, otherwise like <see cref="MoveFile(string, string)"/>: it stays open.</summary>
    void MoveFile(IStorageFile file, string to) => MoveFile(file.Path, to);

    /// <summary>
    /// Renames a file, in one step, unless one of the new name exists: of several processes that try, one succeeds.
    /// The default is for a file system of one process.
    /// </summary>
    /// <returns>False when the name is taken; the file keeps its old one.</returns>
    bool TryMoveNew(string from, string to)
    {
        if (FileExists(to))
        {
            return false;
        }

        MoveFile(from, to);
        return true;
    }

    /// <summary>Renames a folder.</summary>
    void MoveDirectory(string from, string to);

    /// <summary>Deletes a file; a missing one is no error.</summary>
    void DeleteFile(string path);

    /// <summary>Deletes a folder with everything in it; a missing one is no error.</summary>
    void DeleteDirectory(string path);

    /// <summary>Returns when the names created, renamed and deleted in the folder survive a power cut.</summary>
    void SyncDirectory(string path);

    /// <summary>Bytes that can still be written to the disk that holds the path.</summary>
    long FreeBytes(string path);

    /// <summary>Size in bytes of the disk that holds the path.</summary>
    long TotalBytes(string path);
}

using Microsoft.Extensions.Logging;
using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Recovery;

namespace OrleansBroker.Storage;

/// <summary>Opening: the lock, the identity, the logs.</summary>
public sealed partial class LogFolder
{
    /// <summary>Opens a folder, makes it where it is missing, and loads its logs.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="files">The disk.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Receives progress, and what recovery finds.</param>
    /// <param name="cancellation">Gives up loading; nothing stays open or locked.</param>
    /// <remarks>A log whose files cannot be read is <see cref="IsUnreadable"/>; the others are served.</remarks>
    /// <exception cref="DataFolderException">The folder cannot be used; the message says what to do.</exception>
    public static async Task<LogFolder> OpenAsync(
        string path, LogFolderOptions options, IFileSystem files, TimeProvider time, ILoggerFactory loggers,
        CancellationToken cancellation)
    {
        path = System.IO.Path.GetFullPath(path);
        var folderLock = Lock(path, files);
        var disk = new PooledFileSystem(files, options.OpenFilesMax);
        try
        {
            return await OpenAsync(path, options, disk, time, loggers, folderLock, cancellation);
        }
        catch (Exception failure)
        {
            disk.Dispose();
            folderLock.Dispose();
            if (failure is IOException or UnauthorizedAccessException)
            {
                throw new DataFolderException(
                    $"Data folder {path} cannot be read or written: {failure.Message}", failure);
            }

            throw;
        }
    }

    private static async Task<LogFolder> OpenAsync(
        string path, LogFolderOptions options, PooledFileSystem disk, TimeProvider time, ILoggerFactory loggers,
        IDisposable folderLock, CancellationToken cancellation)
    {
        var quarantine = new Quarantine(disk, loggers.CreateLogger<Quarantine>());
        var checkpoints = new FolderCheckpoints(disk, path, quarantine);
        var directoryId = MetaProperties.Ensure(disk, path, options);
        checkpoints.Read();
        var recovery = new FolderRecovery(disk, path, options, time, loggers);
        var recovered = await recovery.RunAsync(checkpoints, cancellation);
        checkpoints.Keep(recovered.Unreadable.Keys);
        var folder = new LogFolder(
            path, options, disk, time, loggers, folderLock, directoryId, checkpoints, recovered.Unreadable);
        try
        {
            folder.Start(recovered.Logs);
        }
        catch
        {
            folder.StopThreads();
            throw;
        }

        return folder;
    }

    private static IDisposable Lock(string path, IFileSystem files)
    {
        try
        {
            if (!files.DirectoryExists(path))
            {
                files.CreateDirectory(path);
                files.SyncDirectory(System.IO.Path.GetDirectoryName(path)!);
            }

            return files.TryLock(System.IO.Path.Combine(path, LogFileNames.Lock)) ?? throw new DataFolderException(
                $"Data folder {path} is in use by another process: stop it, or give this broker another folder.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException(
                $"Data folder {path} cannot be written: give the broker's user access to it. {failure.Message}",
                failure);
        }
    }

    private void WriteFirstCheckpoints()
    {
        try
        {
            SaveCheckpoints();
        }
        catch (IOException failure) when (DiskFull.Is(failure))
        {
            ReportFull(failure);
        }
    }

    private void Start(IReadOnlyList<LoadedLog> loaded)
    {
        foreach (var log in loaded)
        {
            Add(log, _options.DefaultConfig);
        }

        foreach (var name in Files.ListDirectories(Path))
        {
            if (name.EndsWith(LogFileNames.DeletedFolder, StringComparison.Ordinal))
            {
                _work.DeleteFolderAfter(System.IO.Path.Combine(Path, name), TimeSpan.Zero);
            }
        }

        FindFutures();

        // Recovery may have moved ends; the next recovery must not judge new appends by older checkpoints. This also
        // makes the names of the logs' folders durable: from a disk that refuses, nothing is served, and one that is
        // full takes no appends before.
        WriteFirstCheckpoints();
        _work.Start();
        Cleaner.Start();
    }
}

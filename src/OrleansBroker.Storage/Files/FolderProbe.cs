namespace OrleansBroker.Storage.Files;

/// <summary>
/// Whether a folder can be written still, asked after something in it failed: one bad file is one log's trouble, a disk
/// that is gone or has become read-only is everybody's. Blocks on the disk.
/// </summary>
internal static class FolderProbe
{
    private const string Name = ".probe";

    /// <summary>True also for a disk that is full: it serves what it has.</summary>
    public static bool IsUsable(IFileSystem files, string folder)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            using (var file = files.Open(path, create: true))
            {
                file.Write("probe"u8, 0);
                file.FlushData();
            }

            files.DeleteFile(path);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return DiskFull.Is(failure);
        }
    }
}

namespace OrleansBroker.Storage.Files;

/// <summary>
/// Tells a disk without room from one that fails: the room may come back, and what is written is safe.
/// </summary>
internal static class DiskFull
{
    // Unix error numbers, as the runtime hands them on: no space left, and quota exceeded on Linux and macOS.
    private const int NoSpace = 28;
    private const int LinuxQuota = 122;
    private const int MacQuota = 69;

    // Windows: ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL.
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>Whether the disk refused for want of room.</summary>
    public static bool Is(Exception failure) => failure is IOException
        && failure.HResult is NoSpace or LinuxQuota or MacQuota or WindowsDiskFull or WindowsHandleDiskFull;
}

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OrleansBroker.Storage.Files;

/// <summary>What .NET lacks: a flush without the file's times, and the flush of a folder.</summary>
internal static partial class NativeFiles
{
    private const int ReadOnly = 0;

    public static void FlushData(SafeFileHandle handle)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(handle);
            return;
        }

        // Not repeated on EINTR or any other error: the kernel may have dropped the dirty pages with the first answer.
        if (FDataSync(handle) != 0)
        {
            throw LastError("fdatasync");
        }
    }

    public static void SyncDirectory(string path)
    {
        // Windows has no such call: NTFS journals names by itself.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var handle = new SafeFileHandle(Open(path, ReadOnly), ownsHandle: true);
        if (handle.IsInvalid)
        {
            throw LastError($"open of folder {path}");
        }

        if (FSync(handle) != 0)
        {
            throw LastError($"fsync of folder {path}");
        }
    }

    private static IOException LastError(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{call} failed: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}

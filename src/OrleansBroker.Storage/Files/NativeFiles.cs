using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OrleansBroker.Storage.Files;

/// <summary>What .NET lacks: a flush without the file's times, the flush of a folder, a read that does not wait.
/// </summary>
internal static partial class NativeFiles
{
    private const int ReadOnly = 0;
    private const int CloseOnExec = 0x80000;
    private const int FileExists = 17;
    private const int TooManyOpenInSystem = 23;
    private const int TooManyOpen = 24;
    private const int WillNotNeed = 4;
    private const int KeepSize = 1;
    private const int NoWait = 8;
    private const int OpenFilesOnLinux = 7;
    private const int OpenFilesElsewhere = 8;

    private static volatile bool _knowsNoWait = OperatingSystem.IsLinux();

    /// <summary>Most files and connections that this process may have open at a time.</summary>
    public static int OpenFilesMax { get; } = ReadOpenFilesMax();

    /// <summary>Whether the failure is that of a process, or a machine, without a handle left.</summary>
    public static bool IsOutOfHandles(IOException failure) =>
        !OperatingSystem.IsWindows() && failure.HResult is TooManyOpenInSystem or TooManyOpen;

    /// <summary>A handle that reads past the operating system's memory; null where that cannot be had.</summary>
    public static SafeFileHandle? OpenDirect(string path)
    {
        int? direct = RuntimeInformation.ProcessArchitecture switch
        {
            _ when !OperatingSystem.IsLinux() => null,
            Architecture.X64 => 0x4000,
            Architecture.Arm64 => 0x10000,
            _ => null,
        };
        if (direct is not { } flag)
        {
            return null;
        }

        // Whatever the reason, an ordinary open comes next, and says what is wrong if something is.
        var handle = new SafeFileHandle(Open(path, ReadOnly | CloseOnExec | flag), ownsHandle: true);
        return handle.IsInvalid ? null : handle;
    }

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

    /// <summary>Any refusal reads nothing: who then reads and waits learns the reason.</summary>
    public static unsafe int ReadCached(SafeFileHandle handle, Span<byte> buffer, long position)
    {
        if (!_knowsNoWait)
        {
            return 0;
        }

        try
        {
            fixed (byte* bytes = buffer)
            {
                var vector = new IoVector(bytes, buffer.Length);
                return (int)Math.Max(ReadVectors(handle, &vector, 1, position, NoWait), 0);
            }
        }
        catch (EntryPointNotFoundException)
        {
            _knowsNoWait = false;
            return 0;
        }
    }

    public static void DropCache(SafeFileHandle handle)
    {
        // Advice: where it is not taken, reads are served as they would have been.
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(handle, 0, 0, WillNotNeed);
        }
    }

    /// <summary>Space behind the end of a file; a disk without room says so when it is written to.</summary>
    public static void Reserve(SafeFileHandle handle, long length)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Allocate(handle, KeepSize, 0, length);
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
            var failure = LastError($"open of folder {path}");
            throw IsOutOfHandles(failure) ? new TooManyOpenFilesException(path, failure) : failure;
        }

        if (FSync(handle) != 0)
        {
            throw LastError($"fsync of folder {path}");
        }
    }

    /// <summary>
    /// A rename that fails on an existing name: a second link does that in one step, a rename does not.
    /// </summary>
    public static bool TryMoveNew(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            return TryMoveOnWindows(from, to);
        }

        if (Link(from, to) == 0)
        {
            File.Delete(from);
            return true;
        }

        return Marshal.GetLastPInvokeError() == FileExists ? false : throw LastError($"link of {to}");
    }

    private static bool TryMoveOnWindows(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(to))
        {
            return false;
        }
    }

    private static int ReadOpenFilesMax()
    {
        // Windows has no limit that matters; the others say theirs, which .NET has raised as far as it may.
        var resource = OperatingSystem.IsLinux() ? OpenFilesOnLinux : OpenFilesElsewhere;
        Span<nuint> limits = stackalloc nuint[2];
        return !OperatingSystem.IsWindows() && GetLimit(resource, limits) == 0
            ? (int)nuint.Min(limits[0], int.MaxValue)
            : int.MaxValue;
    }

    private static IOException LastError(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{call} failed: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, Span<nuint> limits);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string added);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle handle, long offset, long length, int advice);

    [LibraryImport("libc", EntryPoint = "fallocate")]
    private static partial int Allocate(SafeFileHandle handle, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "preadv2")]
    private static unsafe partial nint ReadVectors(
        SafeFileHandle handle, IoVector* vectors, int count, long position, int flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    /// <summary>The system's own struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly unsafe struct IoVector(byte* bytes, nint length)
    {
        private readonly byte* _bytes = bytes;
        private readonly nint _length = length;
    }
}

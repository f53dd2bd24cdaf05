using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace OrleansBroker.LoadTest.Load;

/// <summary>
/// Waits for a socket or for a time, whichever comes first, to about 60 microseconds. The sockets of .NET wait in whole
/// milliseconds, and an open loop that sends a millisecond late would report that as the broker's latency.
/// </summary>
internal static unsafe partial class PreciseWait
{
    private const short PollIn = 1;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>
    /// True as soon as the socket has something to read, or was closed; false when the time has passed.
    /// </summary>
    public static bool Readable(Socket socket, long nanoseconds)
    {
        var time = Math.Max(0, nanoseconds);
        if (!OperatingSystem.IsLinux())
        {
            return socket.Poll(TimeSpan.FromMicroseconds(time / 1_000), SelectMode.SelectRead);
        }

        var descriptor = new PollDescriptor { File = (int)socket.Handle, Events = PollIn };
        var timeout = new TimeSpec { Seconds = time / NanosecondsPerSecond, Nanoseconds = time % NanosecondsPerSecond };
        return PPoll(&descriptor, 1, &timeout, null) > 0;
    }

    [LibraryImport("libc", EntryPoint = "ppoll")]
    private static partial int PPoll(PollDescriptor* descriptors, nuint count, TimeSpec* timeout, void* signals);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int File;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}

using System.Diagnostics;
using System.Globalization;

namespace OrleansBroker.LoadTest.Measuring;

/// <summary>The broker's process on this machine, as far as its cost is concerned. Thread-safe.</summary>
internal sealed class BrokerProcess
{
    private const string ListenState = "0A";

    private readonly int _id;

    private BrokerProcess(int id) => _id = id;

    /// <summary>CPU time that the process has used so far, user and kernel.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            using var process = Process.GetProcessById(_id);
            return process.TotalProcessorTime;
        }
    }

    /// <summary>The memory that is resident now, in bytes.</summary>
    public long MemoryBytes
    {
        get
        {
            using var process = Process.GetProcessById(_id);
            return process.WorkingSet64;
        }
    }

    /// <summary>The most memory that was ever resident (VmHWM), in bytes.</summary>
    public long PeakMemoryBytes
    {
        get
        {
            using var process = Process.GetProcessById(_id);
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>Finds the process.</summary>
    /// <param name="id">Its id, or null to look for the listener.</param>
    /// <param name="port">The port that it listens on.</param>
    /// <returns>Null when the broker is on another machine, or its process is not ours to see.</returns>
    public static BrokerProcess? Find(int? id, int port)
    {
        id ??= OperatingSystem.IsLinux() ? FindListener(port) : null;
        return id is { } known ? new BrokerProcess(known) : null;
    }

    private static int? FindListener(int port)
    {
        var sockets = new[] { "/proc/net/tcp", "/proc/net/tcp6" }
            .Where(File.Exists)
            .SelectMany(table => File.ReadLines(table).Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[3] == ListenState && PortOf(fields[1]) == port)
            .Select(fields => $"socket:[{fields[9]}]")
            .ToHashSet();
        return Processes().Where(id => Holds(id, sockets)).Select(id => (int?)id).FirstOrDefault();
    }

    private static int PortOf(string address) =>
        int.Parse(address.AsSpan(address.IndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static IEnumerable<int> Processes() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(folder)
        where int.TryParse(name, out _)
        select int.Parse(name, CultureInfo.InvariantCulture);

    private static bool Holds(int id, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{id}/fd")
                .Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

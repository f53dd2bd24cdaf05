using System.Diagnostics;

namespace OrleansBroker.Benchmarks.Programs;

/// <summary>Time and CPU of this process, from its making on. Single-threaded.</summary>
internal sealed class Meter
{
    private readonly Process _process = Process.GetCurrentProcess();
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private readonly TimeSpan _cpuBefore;

    public Meter() => _cpuBefore = _process.TotalProcessorTime;

    public double WallSeconds => Stopwatch.GetElapsedTime(_startedAt).TotalSeconds;

    /// <summary>User and kernel time of all threads.</summary>
    public double CpuSeconds
    {
        get
        {
            _process.Refresh();
            return (_process.TotalProcessorTime - _cpuBefore).TotalSeconds;
        }
    }

    /// <summary>Most memory that the process held at once, in 10^6 bytes, over its whole life.</summary>
    public double PeakMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 / 1e6;
        }
    }
}

using System.Diagnostics;

namespace OrleansBroker.LoadTest.Load;

/// <summary>
/// When a run starts, when it begins to count and when it ends, in ticks of the monotonic clock, which on the platforms
/// that we measure are nanoseconds. Immutable.
/// </summary>
internal sealed class MeasuredWindow(TimeSpan warmup, TimeSpan duration)
{
    public static long Now => Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency);

    public long StartNs { get; } = Now;

    public long MeasureFromNs => StartNs + Nanoseconds(warmup);

    public long EndNs => MeasureFromNs + Nanoseconds(duration);

    public TimeSpan Duration => duration;

    public bool Counts(long timeNs) => timeNs >= MeasureFromNs && timeNs < EndNs;

    private static long Nanoseconds(TimeSpan time) => time.Ticks * 100;
}

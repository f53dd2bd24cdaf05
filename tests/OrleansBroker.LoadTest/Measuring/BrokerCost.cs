namespace OrleansBroker.LoadTest.Measuring;

/// <summary>What the broker's process spent between two moments.</summary>
internal sealed class BrokerCost(BrokerProcess? process)
{
    private readonly TimeSpan _before = process?.CpuTime ?? default;

    /// <summary>The result with what was spent since this was made; unchanged when the process is unknown.</summary>
    public RunResult AddTo(RunResult result) =>
        process is null
            ? result
            : result with
            {
                CpuSeconds = (process.CpuTime - _before).TotalSeconds,
                PeakMemoryMb = process.PeakMemoryBytes / 1e6,
            };
}

namespace OrleansBroker.LoadTest.Measuring;

/// <summary>
/// Medians of two labels' runs of each test, side by side, with the ratio of the first to the second.
/// </summary>
internal sealed class ComparisonTable(IReadOnlyCollection<RunResult> results, string ours, string theirs)
{
    private static readonly (string Name, Func<RunResult, double?> Value)[] Columns =
    [
        ("MB/s", result => result.MbPerSecond),
        ("CPU s/GB", result => result.CpuSecondsPerGb),
        ("p50 ms", result => result.Latency?.P50),
        ("p99 ms", result => result.Latency?.P99),
        ("p99.9 ms", result => result.Latency?.P999),
        ("end to end p99 ms", result => result.EndToEnd?.P99),
        ("peak MB", result => result.PeakMemoryMb),
    ];

    public void Print(TextWriter output)
    {
        output.WriteLine($"| test | measure | {ours} | {theirs} | ratio |");
        output.WriteLine("|---|---|---:|---:|---:|");
        foreach (var test in results.GroupBy(result => result.Test))
        {
            foreach (var (name, value) in Columns)
            {
                PrintRow(output, test.Key, name, Median(test, ours, value), Median(test, theirs, value));
            }
        }
    }

    private static void PrintRow(TextWriter output, string test, string name, double? our, double? their)
    {
        if (our is not null || their is not null)
        {
            output.WriteLine($"| {test} | {name} | {our:F2} | {their:F2} | {our / their:F2} |");
        }
    }

    private static double? Median(IEnumerable<RunResult> runs, string label, Func<RunResult, double?> value)
    {
        var values = runs.Where(run => run.Label == label).Select(value).OfType<double>().Order().ToArray();
        return values.Length == 0 ? null : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}

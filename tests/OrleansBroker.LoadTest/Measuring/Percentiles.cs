namespace OrleansBroker.LoadTest.Measuring;

/// <summary>The percentiles that are printed, in milliseconds.</summary>
internal sealed record Percentiles(double P50, double P99, double P999, double Max)
{
    /// <summary>Null when nothing was recorded.</summary>
    public static Percentiles? Of(LatencyHistogram histogram) =>
        histogram.Count == 0
            ? null
            : new Percentiles(
                histogram.PercentileMs(0.5),
                histogram.PercentileMs(0.99),
                histogram.PercentileMs(0.999),
                histogram.PercentileMs(1));

    public void Print(TextWriter output, string what) =>
        output.WriteLine(
            $"  {what,-12} p50 {P50:F2} ms   p99 {P99:F2} ms   p99.9 {P999:F2} ms   max {Max:F2} ms");
}

using OrleansBroker.LoadTest.Measuring;

namespace OrleansBroker.LoadTest.Tests;

public class LatencyHistogramTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.99)]
    [InlineData(0.999)]
    [InlineData(1)]
    public void A_percentile_is_within_1_percent_of_the_exact_one(double share)
    {
        var random = new Random(7);
        var histogram = new LatencyHistogram();
        var durations = Enumerable.Range(0, 100_000).Select(_ => (long)Math.Exp(random.NextDouble() * 25)).ToArray();
        foreach (var duration in durations)
        {
            histogram.Record(duration);
        }

        Array.Sort(durations);
        var exactMs = durations[(int)Math.Ceiling(durations.Length * share) - 1] / 1e6;
        Assert.InRange(histogram.PercentileMs(share), exactMs, exactMs * 1.01);
    }

    [Fact]
    public void Small_durations_are_exact_and_negative_ones_count_as_zero()
    {
        var histogram = new LatencyHistogram();
        foreach (var duration in new long[] { -5, 1, 2, 127 })
        {
            histogram.Record(duration);
        }

        Assert.Equal(0, histogram.PercentileMs(0.25));
        Assert.Equal(127 / 1e6, histogram.PercentileMs(1));
    }

    [Fact]
    public void Two_histograms_add_up()
    {
        var (one, other) = (new LatencyHistogram(), new LatencyHistogram());
        one.Record(10);
        other.Record(1_000_000);

        one.Add(other);

        Assert.Equal((2, 1_000_000), (one.Count, one.MaxNanoseconds));
        Assert.Equal(10 / 1e6, one.PercentileMs(0.5));
        Assert.Equal(1, one.PercentileMs(1));
    }

    [Fact]
    public void The_longest_time_does_not_overflow()
    {
        var histogram = new LatencyHistogram();

        histogram.Record(long.MaxValue);

        Assert.Equal(1, histogram.Count);
        Assert.Equal(long.MaxValue, histogram.MaxNanoseconds);
    }
}

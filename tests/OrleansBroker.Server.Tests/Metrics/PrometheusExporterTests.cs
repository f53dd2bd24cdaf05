using System.Diagnostics.Metrics;
using OrleansBroker.Server.Metrics;

namespace OrleansBroker.Server.Tests.Metrics;

public sealed class PrometheusExporterTests : IDisposable
{
    private readonly Meter _meter = new("OrleansBroker.Test");
    private readonly PrometheusExporter _exporter = new();

    public void Dispose()
    {
        _exporter.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void A_counter_adds_up_and_a_gauge_shows_the_last_value()
    {
        var counter = _meter.CreateCounter<long>("test.bytes.in", "By", "Bytes.");
        counter.Add(5, new KeyValuePair<string, object?>("who", "a\"b"));
        counter.Add(6, new KeyValuePair<string, object?>("who", "a\"b"));
        _meter.CreateObservableGauge("test.level", () => 7);

        var text = _exporter.Scrape();
        Assert.Contains(
            "# HELP test_bytes_in_bytes_total Bytes.\n# TYPE test_bytes_in_bytes_total counter\n"
            + "test_bytes_in_bytes_total{who=\"a\\\"b\"} 11\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE test_level gauge\ntest_level 7\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_observed_series_that_is_gone_is_not_shown_again()
    {
        var topics = new List<string> { "a", "b" };
        _meter.CreateObservableGauge("test.size", () => topics.Select(topic =>
            new Measurement<int>(1, new KeyValuePair<string, object?>("topic", topic))));
        Assert.Contains("test_size{topic=\"b\"} 1", _exporter.Scrape(), StringComparison.Ordinal);

        topics.Remove("b");
        var text = _exporter.Scrape();
        Assert.Contains("test_size{topic=\"a\"} 1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("topic=\"b\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_histogram_counts_cumulatively_up_to_infinity()
    {
        var histogram = _meter.CreateHistogram<double>("test.duration", "s");
        foreach (var seconds in new[] { 0.0005, 0.003, 30 })
        {
            histogram.Record(seconds, new KeyValuePair<string, object?>("api", "Fetch"));
        }

        var text = _exporter.Scrape();
        Assert.Contains(
            "test_duration_seconds_bucket{api=\"Fetch\",le=\"0.0005\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("test_duration_seconds_bucket{api=\"Fetch\",le=\"0.005\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("test_duration_seconds_bucket{api=\"Fetch\",le=\"+Inf\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("test_duration_seconds_count{api=\"Fetch\"} 3\n", text, StringComparison.Ordinal);
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace OrleansBroker.Server.Metrics;

/// <summary>
/// Listens to the instruments of the broker and of the runtime, and writes them in Prometheus' text format.
/// Thread-safe; counters and histograms are added up as they are recorded, the rest is asked for when scraped.
/// </summary>
internal sealed class PrometheusExporter : IDisposable
{
    /// <summary>Content type that Prometheus expects.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, MetricFamily> _families = new();
    private readonly Lock _scraping = new();

    public PrometheusExporter()
    {
        _listener.InstrumentPublished = Subscribe;
        _listener.MeasurementsCompleted = (instrument, _) => _families.TryRemove(instrument, out var _);
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Record(state, value, tags));
        _listener.Start();
    }

    /// <summary>Everything as it is now, one family of metrics after the other, by name.</summary>
    public string Scrape()
    {
        lock (_scraping)
        {
            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
            {
                family.WriteTo(text);
            }

            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private static bool IsOurs(Meter meter) =>
        meter.Name.StartsWith("OrleansBroker.", StringComparison.Ordinal) || meter.Name == "System.Runtime";

    private static void Record(object? state, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((MetricFamily)state!).Record(value, tags);

    private void Subscribe(Instrument instrument, MeterListener listener)
    {
        if (IsOurs(instrument.Meter))
        {
            listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument, MetricFamily.Of));
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace OrleansBroker.Server.Metrics;

/// <summary>The time series of one instrument, one for each set of tags. Thread-safe.</summary>
internal abstract class MetricFamily(string name, string type, string? help)
{
    public string Name { get; } = name;

    /// <summary>The family that fits the kind of instrument, named as Prometheus wants it.</summary>
    public static MetricFamily Of(Instrument instrument)
    {
        var kind = instrument.GetType().Name;
        var name = PrometheusName.Of(instrument.Name, instrument.Unit);
        if (kind.StartsWith("Histogram", StringComparison.Ordinal))
        {
            return new HistogramFamily(name, instrument.Description);
        }

        // Observable instruments report totals, the others what is to be added.
        var sums = !instrument.IsObservable && !kind.StartsWith("Gauge", StringComparison.Ordinal);
        return kind.Contains("Counter", StringComparison.Ordinal) && !kind.Contains("UpDown", StringComparison.Ordinal)
            ? new ValueFamily(name + "_total", "counter", instrument.Description, sums)
            : new ValueFamily(name, "gauge", instrument.Description, sums);
    }

    public abstract void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags);

    public void WriteTo(StringBuilder text)
    {
        if (help is not null)
        {
            text.Append("# HELP ").Append(Name).Append(' ').Append(help).Append('\n');
        }

        text.Append("# TYPE ").Append(Name).Append(' ').Append(type).Append('\n');
        WriteSeries(text);
    }

    protected abstract void WriteSeries(StringBuilder text);

    protected static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            labels.Append(labels.Length == 0 ? "" : ",").Append(PrometheusName.Of(key, null)).Append("=\"")
                .Append(PrometheusName.Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")).Append('"');
        }

        return labels.ToString();
    }

    protected static void WriteSample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace OrleansBroker.Server.Metrics;

/// <summary>
/// Histograms of seconds with at most one tag, which is found without building a label text. Thread-safe.
/// </summary>
internal sealed class HistogramFamily(string name, string? help) : MetricFamily(name, "histogram", help)
{
    /// <summary>Upper bounds in seconds: from a request that waits for nothing to one that was given up.</summary>
    private static readonly double[] Bounds =
        [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

    private static readonly object NoTag = new();

    private readonly ConcurrentDictionary<object, Series> _series = new();

    public override void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = tags.Length == 0 ? NoTag : tags[0].Value ?? NoTag;
        if (!_series.TryGetValue(key, out var series))
        {
            series = _series.GetOrAdd(key, new Series(Labels(tags)));
        }

        series.Add(value);
    }

    protected override void WriteSeries(StringBuilder text)
    {
        foreach (var series in _series.Values)
        {
            series.WriteTo(text, Name);
        }
    }

    private sealed class Series(string labels)
    {
        private readonly Lock _lock = new();
        private readonly long[] _counts = new long[Bounds.Length + 1];
        private double _sum;

        public void Add(double value)
        {
            var bucket = Array.BinarySearch(Bounds, value);
            lock (_lock)
            {
                _counts[bucket < 0 ? ~bucket : bucket]++;
                _sum += value;
            }
        }

        public void WriteTo(StringBuilder text, string name)
        {
            lock (_lock)
            {
                var separator = labels.Length == 0 ? "" : ",";
                long count = 0;
                for (var i = 0; i < _counts.Length; i++)
                {
                    count += _counts[i];
                    var bound = i < Bounds.Length ? Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                    WriteSample(text, name + "_bucket", $"{labels}{separator}le=\"{bound}\"", count);
                }

                WriteSample(text, name + "_sum", labels, _sum);
                WriteSample(text, name + "_count", labels, count);
            }
        }
    }
}

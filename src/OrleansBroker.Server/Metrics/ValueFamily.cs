using System.Collections.Concurrent;
using System.Text;

namespace OrleansBroker.Server.Metrics;

/// <summary>Counters and gauges: the last value of each series, or the sum of what was added. Thread-safe.</summary>
internal sealed class ValueFamily(string name, string type, string? help, bool sums) : MetricFamily(name, type, help)
{
    private readonly ConcurrentDictionary<string, double> _series = new();

    public override void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _series.AddOrUpdate(Labels(tags), value, (_, old) => sums ? old + value : value);

    protected override void WriteSeries(StringBuilder text)
    {
        foreach (var (labels, value) in _series)
        {
            WriteSample(text, Name, labels, value);
            if (!sums)
            {
                // An observed series that is not reported next time is gone: a deleted topic, a closed log.
                _series.TryRemove(labels, out _);
            }
        }
    }
}

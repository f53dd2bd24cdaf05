using System.Diagnostics.Metrics;
using OrleansBroker.Protocol;

namespace OrleansBroker.Gateway;

/// <summary>What the gateway counts, for any <see cref="MeterListener"/> or OpenTelemetry. Thread-safe.</summary>
internal sealed class GatewayInstruments : IDisposable
{
    /// <summary>The meter's name, by which a listener asks for it.</summary>
    public const string MeterName = "OrleansBroker.Gateway";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _requestSeconds;
    private readonly KeyValuePair<string, object?>[] _apiTags;
    private long _bytesReceived;
    private long _bytesSent;
    private int _connections;

    public GatewayInstruments()
    {
        _requestSeconds = _meter.CreateHistogram<double>(
            "orleansbroker.request.duration", "s", "Time from a whole request to its whole response, per API.");
        _meter.CreateObservableGauge("orleansbroker.connections", () => _connections,
            null, "Client connections now.");
        _meter.CreateObservableCounter("orleansbroker.received", () => Interlocked.Read(ref _bytesReceived),
            "By", "Bytes received from clients.");
        _meter.CreateObservableCounter("orleansbroker.sent", () => Interlocked.Read(ref _bytesSent),
            "By", "Bytes sent to clients.");
        _apiTags = TagsOfApis();
    }

    public void ConnectionOpened() => Interlocked.Increment(ref _connections);

    public void ConnectionClosed() => Interlocked.Decrement(ref _connections);

    public void BytesReceived(long bytes) => Interlocked.Add(ref _bytesReceived, bytes);

    public void BytesSent(long bytes) => Interlocked.Add(ref _bytesSent, bytes);

    public void RequestAnswered(ApiKey api, TimeSpan duration) =>
        _requestSeconds.Record(duration.TotalSeconds, _apiTags[(int)api]);

    public void Dispose() => _meter.Dispose();

    /// <summary>Built once: naming an enum value for each request would allocate.</summary>
    private static KeyValuePair<string, object?>[] TagsOfApis()
    {
        var keys = Enum.GetValues<ApiKey>();
        var tags = new KeyValuePair<string, object?>[keys.Max(key => (int)key) + 1];
        foreach (var key in keys)
        {
            tags[(int)key] = new KeyValuePair<string, object?>("api", key.ToString());
        }

        return tags;
    }
}

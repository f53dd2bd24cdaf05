namespace OrleansBroker.Abstractions;

/// <summary>
/// What a user sets about one broker; bound from the configuration section <c>Broker</c>. The names are fixed, because
/// scripts and deployments use them. Read once at start.
/// </summary>
public sealed class BrokerOptions
{
    public const string Section = "Broker";

    /// <summary>Stable id of this broker, unique in the cluster, 0 or higher.</summary>
    public int Id { get; set; } = 1;

    /// <summary>Data folder, or several separated by commas (one per disk).</summary>
    public string DataPath { get; set; } = "data";

    public KafkaEndpointOptions Kafka { get; set; } = new();

    public HttpEndpointOptions Http { get; set; } = new();

    /// <summary>Kafka broker properties by name, for example <c>num.partitions</c>.</summary>
    public Dictionary<string, string> Properties { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Bytes of appends that may wait for one partition; beyond it produce gets a retriable error.</summary>
    /// <remarks>64 MB is half a second of a fast disk; more would only add latency.</remarks>
    public int AppendQueueBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Most pairs of group and partition whose lag <c>/metrics</c> tells, the largest lags first.</summary>
    /// <remarks>Each is two time series of whoever collects them; a thousand is no burden to anybody.</remarks>
    public int GroupLagSeries { get; set; } = 1_000;

    /// <summary>The data folders of <see cref="DataPath"/>.</summary>
    public IReadOnlyList<string> DataFolders() =>
        DataPath.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Where Kafka clients reach this broker.</summary>
public sealed class KafkaEndpointOptions
{
    /// <summary>Address to listen on, as host:port; port 0 takes a free one.</summary>
    public string Listen { get; set; } = "127.0.0.1:9092";

    /// <summary>Address that clients are told to use, as host:port; empty means the one that is listened on.</summary>
    public string Advertise { get; set; } = "";
}

/// <summary>Where health, metrics and the HTTP API are served.</summary>
public sealed class HttpEndpointOptions
{
    /// <summary>Address to listen on, as host:port.</summary>
    public string Listen { get; set; } = "127.0.0.1:8080";
}

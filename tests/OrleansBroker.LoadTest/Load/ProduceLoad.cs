using OrleansBroker.Protocol.Records;

namespace OrleansBroker.LoadTest.Load;

/// <summary>What the producers of a run send.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Batch">Shape of each batch.</param>
/// <param name="BatchesPerRequest">Partitions that one request carries a batch for.</param>
/// <param name="Acks">-1 (all), 1, or 0: the broker then answers nothing, and latency is not measured.</param>
/// <param name="InFlight">Requests on a connection that wait for their answer; Kafka's producers default to 5.</param>
/// <param name="BytesPerSecond">The fixed rate of all connections together (open loop), or null (closed loop).</param>
internal sealed record ProduceLoad(
    string Topic, BatchShape Batch, int BatchesPerRequest, short Acks, int InFlight, double? BytesPerSecond)
{
    /// <summary>The load in a few words, for the result.</summary>
    public string Describe()
    {
        var acks = Acks == -1 ? "all" : $"{Acks}";
        var rate = BytesPerSecond is { } bytes ? $" at {bytes / 1e6:F0} MB/s" : "";
        var codec = Batch.Compression == CompressionType.None ? "" : $" {Batch.Compression}";
        return $"acks={acks} {Batch.RecordSize} B{codec}{rate}";
    }
}

using System.Diagnostics.Metrics;
using OrleansBroker.Grains.Brokers;
using OrleansBroker.Grains.Partitions;

namespace OrleansBroker.Server.Metrics;

/// <summary>
/// The partitions that this broker leads: how many, how far, how large; and what it cannot serve for want of a disk.
/// Thread-safe; read when scraped.
/// </summary>
internal sealed class PartitionInstruments : IDisposable
{
    private readonly Meter _meter = new("OrleansBroker.Partitions");
    private readonly PartitionRegistry _partitions;

    public PartitionInstruments(PartitionRegistry partitions, LogFolders folders)
    {
        _partitions = partitions;
        _meter.CreateObservableGauge(
            "orleansbroker.partitions", () => partitions.Count, null, "Partitions led by this broker.");
        _meter.CreateObservableGauge(
            "orleansbroker.partitions_offline", () => partitions.OfflineCount, null,
            "Partitions of this broker whose data folder fails.");
        _meter.CreateObservableGauge(
            "orleansbroker.data_folders_offline", () => folders.OfflineCount, null,
            "Data folders of this broker that fail.");
        Observe("orleansbroker.log.start_offset", null, "First readable offset.", led => led.LogStartOffset);
        Observe(
            "orleansbroker.log.high_watermark", null, "Offset up to which consumers read.", led => led.HighWatermark);
        Observe("orleansbroker.log.end_offset", null, "Next offset to be written.", led => led.LogEndOffset);
        Observe("orleansbroker.log.size", "By", "Bytes of the log's segments.", led => led.Log.SizeInBytes);
    }

    public void Dispose() => _meter.Dispose();

    private void Observe(string name, string? unit, string help, Func<Partition, long> value) =>
        _meter.CreateObservableGauge(name, () => _partitions.Partitions.Select(led => Measure(led, value)), unit, help);

    private static Measurement<long> Measure(Partition led, Func<Partition, long> value) => new(
        value(led), new("topic", led.Name.Topic), new("partition", led.Name.Partition));
}

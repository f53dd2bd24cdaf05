using System.Diagnostics.Metrics;

namespace OrleansBroker.Storage;

/// <summary>What storage counts, for all folders of the process. Thread-safe.</summary>
internal static class StorageInstruments
{
    private static readonly Meter Meter = new("OrleansBroker.Storage");

    private static readonly Counter<long> Scrubbed = Meter.CreateCounter<long>(
        "orleansbroker.storage.scrubbed", "By", "Bytes of sealed segments that the scrubber has verified.");

    private static readonly Counter<long> Damaged = Meter.CreateCounter<long>(
        "orleansbroker.storage.damaged_ranges", null, "Ranges of log files found to hold bytes that are no batch.");

    private static readonly Counter<long> Offline = Meter.CreateCounter<long>(
        "orleansbroker.storage.logs_gone_offline", null, "Logs that refused writes after the disk failed.");

    private static readonly UpDownCounter<long> Full = Meter.CreateUpDownCounter<long>(
        "orleansbroker.storage.full_folders", null, "Data folders that refuse appends because their disk is full.");

    private static readonly Histogram<double> FlushTime = Meter.CreateHistogram<double>(
        "orleansbroker.storage.flush.duration", "s", "Time that a flush of a log took.");

    public static void AddScrubbed(long bytes) => Scrubbed.Add(bytes);

    public static void AddDamaged(int ranges) => Damaged.Add(ranges);

    public static void AddOffline() => Offline.Add(1);

    public static void AddFull(int change) => Full.Add(change);

    public static void RecordFlush(TimeSpan duration) => FlushTime.Record(duration.TotalSeconds);
}

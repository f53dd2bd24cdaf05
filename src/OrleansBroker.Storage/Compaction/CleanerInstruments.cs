using System.Diagnostics.Metrics;

namespace OrleansBroker.Storage.Compaction;

/// <summary>What the cleaners of this process count, all folders together. Thread-safe.</summary>
internal static class CleanerInstruments
{
    private static readonly Meter Meter = new("OrleansBroker.Storage");

    private static readonly Counter<long> Rounds = Meter.CreateCounter<long>(
        "orleansbroker.cleaner.rounds", null, "Logs compacted.");

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "orleansbroker.cleaner.failures", null, "Compactions given up because of damage or the disk.");

    private static readonly UpDownCounter<long> Uncleanable = Meter.CreateUpDownCounter<long>(
        "orleansbroker.cleaner.uncleanable_partitions", null,
        "Compacted logs that cannot be compacted at present, because of damage or the disk.");

    private static readonly Counter<long> BytesBefore = Meter.CreateCounter<long>(
        "orleansbroker.cleaner.input", "By", "Bytes of segments that were compacted.");

    private static readonly Counter<long> BytesAfter = Meter.CreateCounter<long>(
        "orleansbroker.cleaner.output", "By", "Bytes that compaction left of them.");

    private static readonly Counter<long> RecordsDropped = Meter.CreateCounter<long>(
        "orleansbroker.cleaner.records_dropped", null, "Records that compaction dropped.");

    private static readonly Histogram<double> RoundSeconds = Meter.CreateHistogram<double>(
        "orleansbroker.cleaner.duration", "s", "Time of one compaction of one log.");

    public static void Finished(in CleaningTotals totals, TimeSpan duration)
    {
        Rounds.Add(1);
        BytesBefore.Add(totals.BytesBefore);
        BytesAfter.Add(totals.BytesAfter);
        RecordsDropped.Add(totals.RecordsDropped);
        RoundSeconds.Record(duration.TotalSeconds);
    }

    public static void Failed() => Failures.Add(1);

    public static void AddUncleanable(int change) => Uncleanable.Add(change);
}

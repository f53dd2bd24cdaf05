using OrleansBroker.Benchmarks.Kit;
using OrleansBroker.Storage;
using OrleansBroker.Storage.Compaction;

namespace OrleansBroker.Benchmarks.Programs;

/// <summary>
/// Writes every key twice and compacts the log in one round. The memory is that of the whole process at its highest,
/// runtime and writing included.
/// </summary>
internal static class CompactProgram
{
    private const int KeysPerBatch = 1000;
    private const int ValueBytes = 20;

    private static readonly LogConfig Compacted = LogConfig.Default with
    {
        CleanupCompact = true,
        CleanupDelete = false,
        SegmentBytes = 128 << 20,
        FileDeleteDelayMs = 0,
    };

    public static async Task RunAsync(int keys)
    {
        // The round must come when it is called, not by the clock, and map all keys at once.
        var options = ScratchFolder.SingleThreaded with
        {
            Cleaner = new CleanerOptions { Threads = 0, Backoff = TimeSpan.FromDays(1), DedupeBufferBytes = 192 << 20 },
        };
        await using var scratch = new ScratchFolder();
        var writer = await scratch.OpenLogAsync(options, Compacted);
        Write(writer, keys);
        Write(writer, keys);
        var log = writer.Log;
        log.Roll(log.LogEndOffset);
        writer.Flush();
        log.AdvanceHighWatermark(log.LogEndOffset);
        log.AdvanceLastStableOffset(log.LogEndOffset);

        var before = log.SizeInBytes;
        var meter = new Meter();
        Console.WriteLine($"wrote {before / 1e6:F0} MB; memory at most {meter.PeakMegabytes:F0} MB");
        scratch.Folder.Cleaner.Execute();
        var cpu = meter.CpuSeconds;
        Console.WriteLine(
            $"compacted {keys} keys, each written twice, to {log.SizeInBytes / 1e6:F0} MB: {meter.WallSeconds:F1} s, "
            + $"{cpu:F1} s of CPU ({before / 1e6 / cpu:F0} MB/s), memory at most {meter.PeakMegabytes:F0} MB");
    }

    private static void Write(LogWriter writer, int keys)
    {
        var value = new byte[ValueBytes];
        for (var first = 0; first < keys; first += KeysPerBatch)
        {
            // Pooled: what writing leaves to the collector would count as the cleaner's memory.
            var batch = Batches.KeyedPooled(first, Math.Min(KeysPerBatch, keys - first), value);
            writer.Append(batch.Memory);
            batch.Release();
        }
    }
}

using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Compaction;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests.Compaction;

/// <summary>The cleaner on its own threads, over real files, while others write and read.</summary>
public class CleanerThreadTests
{
    private const int Keys = 50;
    private const int Rounds = 40;

    private static readonly LogConfig Compacted = LogConfig.Default with
    {
        SegmentBytes = 4_000,
        IndexIntervalBytes = 100,
        CleanupCompact = true,
        CleanupDelete = false,
        MinCleanableDirtyRatio = 0.01,
        FileDeleteDelayMs = 0,
    };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 4)]
    public async Task Readers_find_the_last_value_of_each_key_whenever_segments_are_swapped(int threads, int logs)
    {
        using var rounds = new CounterProbe("orleansbroker.cleaner.rounds");
        await using var folder = new TestFolder();
        folder.Options = folder.Options with
        {
            // Nothing from memory: every read is of files that are being swapped.
            TailBytes = 0,
            Cleaner = new CleanerOptions { Threads = threads, Backoff = TimeSpan.FromMilliseconds(5) },
        };
        await folder.OpenAsync(LogConfig.Default);
        var all = Enumerable.Range(1, logs)
            .Select(number => new TopicPartition("compacted", number))
            .Select(name => folder.Folder.CreateLog(name, TestFolder.Id, Compacted))
            .ToArray();

        await Task.WhenAll(all.Select(log => Task.Run(() => WriteAndReadAsync(log))));
        foreach (var log in all)
        {
            // What is below the active segment holds each key about once, in the end.
            await rounds.WaitUntilAsync(() => log.SizeInBytes < 3 * Compacted.SegmentBytes);
            Assert.Equal(Expected(Rounds - 1), await ReadAsync(log));
            Assert.False(log.IsOffline);
        }
    }

    private static async Task WriteAndReadAsync(PartitionLog log)
    {
        var token = log.Take(0, LogRole.Leader);
        for (var round = 0; round < Rounds; round++)
        {
            for (var key = 0; key < Keys; key++)
            {
                log.Append(token, Batches.Keyed(
                    RecordBatchOptions.Default, 1_700_000_000_000, ($"key {key}", $"{round}")));
            }

            await log.FlushAsync();
            log.AdvanceHighWatermark(log.LogEndOffset);
            log.AdvanceLastStableOffset(log.LogEndOffset);
            Assert.Equal(Expected(round), await ReadAsync(log));
        }
    }

    private static Dictionary<string, string> Expected(int round) =>
        Enumerable.Range(0, Keys).ToDictionary(key => $"key {key}", _ => $"{round}");

    /// <summary>The last value of each key, in small reads, each of which ends in the middle of a segment.</summary>
    private static async Task<Dictionary<string, string>> ReadAsync(PartitionLog log)
    {
        var values = new Dictionary<string, string>();
        var last = -1L;
        await foreach (var batch in log.ReadAllAsync(maxBytes: 500))
        {
            var view = new RecordBatchView(batch);
            Assert.True(view.IsCrcValid());
            Assert.True(view.BaseOffset > last, "offsets ascend");
            last = view.LastOffset;
            using var records = new RecordBatchReader(batch);
            foreach (var record in records)
            {
                values[record.Key!.Value.ToArray().Text()] = record.Value!.Value.ToArray().Text();
            }
        }

        return values;
    }
}

using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Compaction;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests.Compaction;

/// <summary>Kafka's own tool reads what compaction left, and has nothing to complain of.</summary>
public class CompactedDumpLogTests
{
    [Fact]
    public async Task Kafka_dumps_a_compacted_log_without_a_complaint()
    {
        DumpLog.SkipWhereMissing();
        await using var folder = new TestFolder();
        folder.Options = folder.Options with { Cleaner = null };
        await WriteAndCleanAsync(folder);
        var files = Directory.GetFiles(folder.LogPath, "0*").Order(StringComparer.Ordinal).ToArray();

        var logs = await DumpLog.RunAsync("--deep-iteration", "--files", DumpLog.Join(files, ".log"));
        var indexes = await DumpLog.RunAsync("--index-sanity-check", "--files", DumpLog.Join(files, "index"));

        var verified = await DumpLog.RunAsync("--verify-index-only", "--files", DumpLog.Join(files, "index"));

        DumpLog.AssertNoComplaint(logs + indexes + verified);
        Assert.Contains("deleteHorizonMs: OptionalLong[", logs, StringComparison.Ordinal);
        Assert.Contains("compresscodec: gzip", logs, StringComparison.Ordinal);
        Assert.Contains("count: 0", logs, StringComparison.Ordinal);
    }

    private static async Task WriteAndCleanAsync(TestFolder folder)
    {
        var log = await folder.OpenAsync(LogConfig.Default with
        {
            SegmentBytes = 20_000,
            IndexIntervalBytes = 500,
            CleanupCompact = true,
        });
        Write(log);
        await log.FlushAsync();
        log.AdvanceHighWatermark(log.LogEndOffset);
        log.AdvanceLastStableOffset(log.LogEndOffset);
        var cleanable = CleanableLog.Of(log, 0, log.NowMs())!;
        var cleaning = new LogCleaning(
            cleanable, new CleanerOptions(), new KeyHash(1, 2), new CleanerPace(TimeProvider.System, 0));
        Assert.Equal(cleanable.EndOffset, cleaning.Run());
        Assert.InRange(cleaning.Totals.BytesAfter, 1, cleaning.Totals.BytesBefore / 2);
        await folder.CloseAsync();
    }

    private static void Write(PartitionLog log)
    {
        var token = log.Take(3, LogRole.Leader);
        log.Append(token, Batches.Sequenced(20, 0, 0, isTransactional: true));
        log.Append(token, Batches.Marker(20, 0, ControlRecordType.Abort));
        log.Append(token, Batches.Sequenced(21, 0, 0));
        for (var index = 0; index < 1_000; index++)
        {
            var options = RecordBatchOptions.Default with
            {
                Compression = index % 3 == 0 ? CompressionType.Gzip : CompressionType.None,
            };
            var value = index % 10 == 0 ? null : $"value {index}";
            var key = index % 10 == 1 ? $"only {index}" : $"key {index % 150}";
            log.Append(token, Batches.Keyed(options, 1_700_000_000_000, (key, value), ($"key {index % 7}", "second")));
        }

        log.Append(token, Batches.Of("last"));
    }
}

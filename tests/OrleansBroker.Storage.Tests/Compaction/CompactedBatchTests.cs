using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Compaction;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests.Compaction;

/// <summary>Batches of every codec and of any size, and the producers that wrote them.</summary>
public class CompactedBatchTests
{
    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task What_stays_of_a_batch_keeps_codec_offsets_timestamps_and_headers(CompressionType codec)
    {
        await using var log = await CompactedLog.OpenAsync();
        var nowMs = log.Time.NowMs;
        log.Append(Build(codec, nowMs));
        log.Append("b=later | d=later | z=1");

        log.Clean();

        var batch = log.BatchesOf(log.Log.Segments.First)[0];
        var view = new RecordBatchView(batch);
        using var reader = new RecordBatchReader(batch);
        var seen = new List<(long, long, string, string)>();
        foreach (var record in reader)
        {
            seen.Add((record.Offset, record.TimestampMs - nowMs, Text(record.Key), Text(record.Value)));
            Assert.Equal(1, record.Headers.Count);
        }

        // The largest timestamp went with its record.
        Assert.Equal((codec, 0, 4), (view.Compression, view.BaseOffset, view.LastOffset));
        Assert.Equal(20, view.MaxTimestamp - nowMs);
        Assert.Equal([(0, 20, "a", "value 0"), (2, 10, "c", "value 2"), (4, 5, "e", "value 4")], seen);
    }

    [Fact]
    public async Task A_record_larger_than_every_buffer_stays_whole()
    {
        await using var log = await CompactedLog.OpenAsync(options: new CleanerOptions { IoBufferBytes = 1_024 });
        var large = new string('x', 3 << 20);
        log.Append($"a=1 | a={large} | b=1 b=2 | z=1");
        log.Log.Config = log.Config with { SegmentBytes = 16 << 20 };

        log.Clean();

        Assert.Equal($"[1:a={large} | 3:b=2] [4:z=1]", log.Text);
    }

    [Fact]
    public async Task Of_a_producer_that_has_expired_nothing_is_kept()
    {
        await using var log = await CompactedLog.OpenAsync();
        log.Append("warm=up");
        log.Append(Batches.Keyed(
            new RecordBatchOptions { ProducerId = 9, ProducerEpoch = 0, BaseSequence = 0 },
            log.Time.NowMs,
            ("a", "1")));
        log.Append("a=2 | z=1");
        CleanIntoOneSegment(log);
        Assert.Equal("[0:warm=up | 1-1:empty | 2:a=2] [3:z=1]", log.Text);

        log.Time.Advance(TimeSpan.FromDays(2));
        log.Append("y=1");
        CleanIntoOneSegment(log);

        Assert.Empty(log.Log.Producers.Copy());
        Assert.Equal("[0:warm=up | 2:a=2 | 3:z=1] [4:y=1]", log.Text);
    }

    [Fact]
    public async Task Old_segments_go_by_their_age_and_the_rest_is_compacted()
    {
        await using var log = await CompactedLog.OpenAsync(CompactedLog.SegmentPerBatch with
        {
            CleanupDelete = true, RetentionMs = 3_600_000,
        });
        log.Append("a=1 | b=1");
        log.Time.Advance(TimeSpan.FromMinutes(50));
        log.Append("a=2 | c=1 | c=2 | z=1");
        log.Clean();
        Assert.Equal("[1:b=1] [2:a=2] [4:c=2] [5:z=1]", CompactionTests.Normal(log.Text));

        log.Time.Advance(TimeSpan.FromMinutes(20));

        Assert.Equal("[2:a=2] [4:c=2] [5:z=1]", CompactionTests.Normal(log.Text));
        Assert.Equal(2, log.Log.LogStartOffset);
    }

    private static void CleanIntoOneSegment(CompactedLog log)
    {
        log.Log.Config = log.Config with { SegmentBytes = 1 << 20 };
        log.Clean();
        log.Log.Config = log.Config;
    }

    private static string Text(ReadOnlyMemory<byte>? bytes) => bytes!.Value.ToArray().Text();

    /// <summary>Keys a to e, the timestamps in no order.</summary>
    private static byte[] Build(CompressionType codec, long nowMs)
    {
        try
        {
            using var builder = new RecordBatchBuilder(new RecordBatchOptions { Compression = codec });
            long[] times = [20, 30, 10, 0, 5];
            for (var index = 0; index < times.Length; index++)
            {
                builder.Append(
                    nowMs + times[index], new[] { (byte)('a' + index) },
                    System.Text.Encoding.UTF8.GetBytes($"value {index}"), new RecordHeader("h", new byte[] { 1 }));
            }

            var batch = builder.Build();
            var bytes = batch.Memory.ToArray();
            batch.Release();
            return bytes;
        }
        catch (CompressionUnavailableException missing)
        {
            Assert.Skip(missing.Message);
            throw;
        }
    }
}

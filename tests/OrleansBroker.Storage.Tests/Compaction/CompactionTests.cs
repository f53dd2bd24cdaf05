using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Compaction;

namespace OrleansBroker.Storage.Tests.Compaction;

public class CompactionTests
{
    /// <summary>The last batch is the active segment's, and stays as it is.</summary>
    [Theory]
    [InlineData("a=1 | a=2 | z=", "[1:a=2] [2:z=]")]
    [InlineData("a=1 | b=2 | a=3 | a=4", "[1:b=2] [2:a=3] [3:a=4]")]
    [InlineData("a=1 b=2 c=3 | b=4 | z=", "[0:a=1 2:c=3] [3:b=4] [4:z=]")]
    [InlineData("a=1 a=2 a=3 | z=", "[2:a=3] [3:z=]")]
    [InlineData("a=1 b=1 | b=2 a=2 | z=", "[2:b=2 3:a=2] [4:z=]")]
    [InlineData("a=1 | a= | z=", "[1:a=] [2:z=]")]
    [InlineData("a= | a=1 | z=", "[1:a=1] [2:z=]")]
    [InlineData("=x | a=1 =y | z=", "[1:a=1] [3:z=]")]
    [InlineData("a=1", "[0:a=1]")]
    public async Task The_last_record_of_each_key_stays_at_its_offset(string records, string kept)
    {
        foreach (var codec in new[] { CompressionType.None, CompressionType.Gzip, CompressionType.Lz4 })
        {
            await using var log = await CompactedLog.OpenAsync();
            log.Append(records, codec);

            log.Clean();

            Assert.Equal(Normal(kept), Normal(log.Text));
            Assert.All(log.Log.Segments.All.SelectMany(log.BatchesOf), batch =>
                Assert.True(new RecordBatchView(batch).Compression == codec
                    || new RecordBatchView(batch).RecordCount == 0));
        }
    }

    [Fact]
    public async Task What_comes_later_cleans_what_was_clean_before()
    {
        await using var log = await CompactedLog.OpenAsync();
        log.Append("a=1 | b=1 | z=1");
        log.Clean();
        log.Append("a=2 | z=2");

        log.Clean();

        Assert.Equal("[1:b=1] [2:z=1] [3:a=2] [4:z=2]", Normal(log.Text));
    }

    [Fact]
    public async Task A_tombstone_stays_for_its_retention_after_the_first_cleaning_that_met_it()
    {
        await using var log = await CompactedLog.OpenAsync(
            CompactedLog.SegmentPerBatch with { DeleteRetentionMs = 60_000 });
        log.Append("a=1 | a= | b=1");
        log.Time.Advance(TimeSpan.FromDays(1));
        log.Clean();
        Assert.Equal("[1:a=] [2:b=1]", Normal(log.Text));
        var tombstone = log.BatchesOf(log.Log.Segments.All[^2])[0];
        Assert.Equal(log.Time.NowMs + 60_000, new RecordBatchView(tombstone).DeleteHorizonMs);

        log.Append("c=1");
        log.Clean();
        Assert.Equal("[1:a=] [2:b=1] [3:c=1]", Normal(log.Text));

        log.Time.Advance(TimeSpan.FromSeconds(60));
        log.Append("d=1");
        log.Clean();
        Assert.Equal("[2:b=1] [3:c=1] [4:d=1]", Normal(log.Text));
    }

    [Fact]
    public async Task Timestamps_survive_a_delete_horizon()
    {
        await using var log = await CompactedLog.OpenAsync();
        log.Append("a=1 b= c=3 | z=1");
        var timestamp = log.Time.NowMs;
        log.Time.Advance(TimeSpan.FromHours(5));

        log.Clean();

        var batch = log.BatchesOf(log.Log.Segments.First)[0];
        Assert.True(new RecordBatchView(batch).HasDeleteHorizon);
        using var records = new RecordBatchReader(batch);
        var timestamps = new List<long>();
        foreach (var record in records)
        {
            timestamps.Add(record.TimestampMs);
        }

        Assert.Equal([timestamp, timestamp + 1, timestamp + 2], timestamps);
    }

    [Fact]
    public async Task Small_neighbours_become_one_segment()
    {
        await using var log = await CompactedLog.OpenAsync();
        log.Append("a=1 | b=1 | a=2 | c=1 | z=1");
        log.Log.Config = CompactedLog.SegmentPerBatch with { SegmentBytes = 1 << 20 };

        log.Clean();

        Assert.Equal("[1:b=1 | 2:a=2 | 3:c=1] [4:z=1]", log.Text);
        Assert.Equal([0, 4], log.Log.Segments.All.Select(segment => segment.BaseOffset));
    }

    [Fact]
    public async Task Batches_that_stay_whole_are_copied_as_they_are()
    {
        await using var log = await CompactedLog.OpenAsync();
        log.Append("a=1 b=2", CompressionType.Gzip);
        log.Append("c=1 | z=1");
        var before = log.Log.Segments.All.SelectMany(log.BatchesOf).ToList();
        log.Log.Config = CompactedLog.SegmentPerBatch with { SegmentBytes = 1 << 20 };

        log.Clean();

        Assert.Equal(2, log.Log.Segments.All.Length);
        Assert.Equal(before, log.Log.Segments.All.SelectMany(log.BatchesOf));
    }

    [Fact]
    public async Task A_map_that_is_too_small_takes_several_rounds()
    {
        await using var log = await CompactedLog.OpenAsync(
            options: new CleanerOptions { DedupeBufferBytes = 4 * KeyMap.BytesPerSlot });
        log.Append("a=1 b=1 c=1 d=1 e=1 | a=2 | c=2 | e=2 f=1 | z=1");

        log.Clean();

        Assert.Equal("[1:b=1 3:d=1] [5:a=2] [6:c=2] [7:e=2 8:f=1] [9:z=1]", Normal(log.Text));
    }

    [Fact]
    public async Task A_log_with_delete_and_compact_is_compacted_too()
    {
        await using var log = await CompactedLog.OpenAsync(CompactedLog.SegmentPerBatch with { CleanupDelete = true });
        log.Append("a=1 | a=2 | z=1");

        log.Clean();

        Assert.Equal("[1:a=2] [2:z=1]", Normal(log.Text));
    }

    /// <summary>Without the headers that only keep a segment's last offset.</summary>
    internal static string Normal(string text) =>
        string.Join(' ', text.Split(" [", StringSplitOptions.RemoveEmptyEntries)
            .Select(segment => segment.Trim('[', ']'))
            .Where(segment => !segment.EndsWith(":empty", StringComparison.Ordinal))
            .Select(segment => $"[{segment}]"));
}

using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests;

public class OffsetLookupTests
{
    private static readonly LogConfig SmallSegments = new() { SegmentBytes = 300, IndexIntervalBytes = 1 };

    [Theory]
    [InlineData(0, 100, 0, 500)]
    [InlineData(501, 100, 1, 501)]
    [InlineData(550, 100, 2, 900)]
    [InlineData(901, 100, 3, 901)]
    [InlineData(902, 100, null, null)]
    [InlineData(901, 3, null, null)]
    public async Task By_timestamp_finds_the_first_record_that_young(
        long timestampMs, long bound, int? offset, int? found)
    {
        await using var folder = new TestFolder();
        var log = await OpenAsync(folder, 500, 900, 100, 200, 700);

        var result = await log.FindByTimestampAsync(timestampMs, bound, TestContext.Current.CancellationToken);

        Assert.Equal(((long?)offset, (long?)found), (result?.Offset, result?.TimestampMs));
    }

    [Theory]
    [InlineData(0, 100, 3, 901)]
    [InlineData(0, 3, 2, 900)]
    [InlineData(4, 100, 9, 701)]
    [InlineData(4, 9, 8, 700)]
    [InlineData(4, 6, 5, 101)]
    public async Task Max_timestamp_is_that_of_what_may_be_seen(long start, long bound, long offset, long timestampMs)
    {
        await using var folder = new TestFolder();
        var log = await OpenAsync(folder, 500, 900, 100, 200, 700);
        log.AdvanceHighWatermark(10);
        log.DeleteRecordsTo(start);

        var result = await log.FindMaxTimestampAsync(bound, TestContext.Current.CancellationToken);

        Assert.Equal((offset, timestampMs), (result?.Offset, result?.TimestampMs));
    }

    [Fact]
    public async Task Every_timestamp_is_found_as_a_plain_search_would()
    {
        var random = new Random(1);
        var timestamps = Enumerable.Range(0, 200).Select(_ => random.NextInt64(1_000)).ToArray();
        await using var folder = new TestFolder();
        await OpenAsync(folder, timestamps);
        await folder.CloseAsync();
        var log = await folder.OpenAsync(SmallSegments);
        var records = timestamps.SelectMany(first => new[] { first, first + 1 }).ToArray();

        for (var timestamp = 0; timestamp < 1_010; timestamp += 7)
        {
            var expected = Array.FindIndex(records, record => record >= timestamp);
            var result = await log.FindByTimestampAsync(timestamp, 400, TestContext.Current.CancellationToken);
            Assert.Equal(expected < 0 ? null : expected, result?.Offset);
        }
    }

    /// <summary>A log with a batch of two records, one millisecond apart, for each timestamp.</summary>
    private static async Task<PartitionLog> OpenAsync(TestFolder folder, params long[] timestamps)
    {
        var log = await folder.OpenAsync(SmallSegments);
        var token = log.Take(0, LogRole.Leader);
        var options = RecordBatchOptions.Default with { Compression = CompressionType.Gzip };
        foreach (var timestamp in timestamps)
        {
            log.Append(token, Batches.Of(options, timestamp, "a", "b"));
        }

        return log;
    }
}

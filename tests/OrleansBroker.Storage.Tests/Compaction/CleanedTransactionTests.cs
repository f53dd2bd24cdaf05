using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests.Compaction;

/// <summary>Transactions and idempotent producers in a log that is cleaned.</summary>
public class CleanedTransactionTests
{
    private static readonly LogConfig Config = CompactedLog.SegmentPerBatch with { DeleteRetentionMs = 60_000 };

    [Fact]
    public async Task Aborted_records_go_at_once_and_their_marker_after_its_retention()
    {
        await using var log = await CompactedLog.OpenAsync(Config);
        log.Append("a=1");
        log.Append(InTransaction(7, 0, "a"));
        log.Append(InTransaction(7, 1, "b"));
        log.Append(Batches.Marker(7, 0, ControlRecordType.Abort));
        log.Append("z=1");

        log.Clean();
        Assert.Equal("[0:a=1] [1-1:empty] [2-2:empty] [3:abort] [4:z=1]", log.Text);
        Assert.Equal(new AbortedTransaction(7, 1, 3, 4), Assert.Single(log.Log.AbortedTransactions(0, 5)));

        // A later batch of the producer frees the header that kept its sequence.
        log.Append(InTransaction(7, 2, "c"));
        log.Append(Batches.Marker(7, 0, ControlRecordType.Commit));
        log.Append("z=2");
        CleanIntoOneSegment(log);
        Assert.Equal("[0:a=1 | 3:abort | 4:z=1 | 5:c=v | 6:commit] [7:z=2]", log.Text);

        // Nothing was left of the transaction when this cleaning began: its marker's time runs from now on.
        log.Append("y=1");
        CleanIntoOneSegment(log);
        Assert.Empty(log.Log.AbortedTransactions(0, 8));
        Assert.Equal("[0:a=1 | 3:abort | 5:c=v | 6:commit | 7:z=2] [8:y=1]", log.Text);

        log.Time.Advance(TimeSpan.FromMinutes(1));
        log.Append("x=1");
        CleanIntoOneSegment(log);
        Assert.Equal("[0:a=1 | 5:c=v | 6:commit | 7:z=2 | 8:y=1] [9:x=1]", log.Text);
    }

    [Fact]
    public async Task The_marker_of_a_commit_goes_after_the_last_record_of_its_transaction()
    {
        await using var log = await CompactedLog.OpenAsync(Config);
        log.Append(InTransaction(7, 0, "a"));
        log.Append(Batches.Marker(7, 0, ControlRecordType.Commit));
        log.Append(InTransaction(7, 1, "b"));
        log.Append(Batches.Marker(7, 0, ControlRecordType.Commit));
        log.Append("a=2 | z=2");
        log.Time.Advance(TimeSpan.FromDays(1));

        CleanIntoOneSegment(log);
        Assert.Equal("[1:commit | 2:b=v | 3:commit | 4:a=2] [5:z=2]", log.Text);

        log.Append("y=1");
        CleanIntoOneSegment(log);
        Assert.Equal("[1:commit | 2:b=v | 3:commit | 4:a=2 | 5:z=2] [6:y=1]", log.Text);

        log.Time.Advance(TimeSpan.FromMinutes(1));
        log.Append("x=1");
        CleanIntoOneSegment(log);
        Assert.Equal("[2:b=v | 3:commit | 4:a=2 | 5:z=2 | 6:y=1] [7:x=1]", log.Text);
    }

    [Fact]
    public async Task Nothing_of_an_undecided_transaction_is_touched()
    {
        await using var log = await CompactedLog.OpenAsync(Config);
        log.Append("a=1 | a=2");
        log.Append(InTransaction(7, 0, "a"));
        log.Append("a=3 | z=1");

        log.Clean();

        Assert.Equal("[1:a=2] [2:a=v] [3:a=3] [4:z=1]", CompactionTests.Normal(log.Text));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_producer_is_known_by_its_last_batch_when_all_its_records_are_gone(bool isKilled)
    {
        await using var log = await CompactedLog.OpenAsync(Config);
        log.Append("warm=up");
        var last = Idempotent(9, 1, "a");
        log.Append(Idempotent(9, 0, "a"));
        log.Append(last);
        log.Append("a=2 | z=1");
        CleanIntoOneSegment(log);
        Assert.Equal("[0:warm=up | 2-2:empty | 3:a=2] [4:z=1]", log.Text);

        if (isKilled)
        {
            log.Disk.Kill();
        }
        else
        {
            await log.Folder.CloseAsync();
        }

        await log.ReopenAsync();
        var duplicate = log.Append(last);

        Assert.Equal((true, 2L), (duplicate.IsDuplicate, duplicate.BaseOffset));
    }

    [Fact]
    public async Task A_start_writes_nothing_into_the_transaction_index_of_a_segment_that_it_does_not_scan()
    {
        await using var log = await CompactedLog.OpenAsync(Config);
        log.Append(InTransaction(7, 0, "a"));
        log.Append(Batches.Marker(7, 0, ControlRecordType.Abort));
        log.Append("a=1 | z=1");
        log.Clean();
        log.Log.DeleteRecordsTo(1);
        log.Append("y=1");
        CleanIntoOneSegment(log);
        Assert.Equal("[1:abort | 2:a=1 | 3:z=1] [4:y=1]", log.Text);
        Assert.Empty(log.Log.AbortedTransactions(0, 5));

        // Only the snapshot from before the marker is left, and tells the replay that the transaction is open.
        log.Time.Advance(TimeSpan.FromMinutes(5));
        log.Disk.DeleteFile($"{CompactedLog.Path}/orders-0/{LogFileNames.Of(4, LogFileNames.Snapshot)}");
        log.Disk.Kill();
        await log.ReopenAsync();

        Assert.Empty(log.Log.AbortedTransactions(0, 5));
        Assert.True(log.Disk.IsDurable(log.Log.Segments.All[0].PathOf(LogFileNames.TransactionIndex)));
    }

    /// <summary>A segment's last header stays as long as the segment does: most of them go when segments are
    /// joined.</summary>
    private static void CleanIntoOneSegment(CompactedLog log)
    {
        log.Log.Config = Config with { SegmentBytes = 1 << 20 };
        log.Clean();
        log.Log.Config = Config;
    }

    private static byte[] InTransaction(long producerId, int sequence, string key) =>
        Batch(producerId, sequence, key, isTransactional: true);

    private static byte[] Idempotent(long producerId, int sequence, string key) =>
        Batch(producerId, sequence, key, isTransactional: false);

    private static byte[] Batch(long producerId, int sequence, string key, bool isTransactional) => Batches.Keyed(
        new RecordBatchOptions
        {
            ProducerId = producerId,
            ProducerEpoch = 0,
            BaseSequence = sequence,
            IsTransactional = isTransactional,
        },
        1_700_000_000_000,
        (key, "v"));
}

using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests;

/// <summary>Producer 7 has written batches of two records with sequences 0-1, 2-3, ... in epoch 3, seven
/// batches.</summary>
public class ProducerStateTests
{
    private const long Producer = 7;
    private const short Epoch = 3;

    [Theory]
    [InlineData(3, 14, ErrorCode.None, 14, false)]
    [InlineData(3, 12, ErrorCode.None, 12, true)]
    [InlineData(3, 4, ErrorCode.None, 4, true)]
    [InlineData(3, 2, ErrorCode.OutOfOrderSequenceNumber, -1, false)]
    [InlineData(3, 16, ErrorCode.OutOfOrderSequenceNumber, -1, false)]
    [InlineData(2, 14, ErrorCode.InvalidProducerEpoch, -1, false)]
    [InlineData(4, 0, ErrorCode.None, 14, false)]
    [InlineData(4, 14, ErrorCode.OutOfOrderSequenceNumber, -1, false)]
    public async Task A_batch_follows_or_repeats_what_was_written(
        short epoch, int sequence, ErrorCode error, long offset, bool isDuplicate)
    {
        var log = await OpenAsync();

        var result = log.Append(Batches.Sequenced(Producer, epoch, sequence, records: 2));

        Assert.Equal((error, offset, isDuplicate), (result.Error, result.BaseOffset, result.IsDuplicate));
    }

    [Theory]
    [InlineData(0, false, ErrorCode.None)]
    [InlineData(40, false, ErrorCode.None)]
    [InlineData(0, true, ErrorCode.None)]
    [InlineData(40, true, ErrorCode.OutOfOrderSequenceNumber)]
    public async Task An_unknown_producer_may_begin_anywhere_unless_it_says_otherwise(
        int sequence, bool requireFirst, ErrorCode expected)
    {
        var log = await OpenAsync();
        var results = new AppendResult[1];
        var request = new AppendRequest(Batches.Sequenced(99, 0, sequence)) { RequireFirstSequence = requireFirst };

        log.Log.Append(log.Log.Take(1, LogRole.Leader), [request], results);

        Assert.Equal(expected, results[0].Error);
    }

    [Fact]
    public async Task Sequences_continue_with_zero_after_the_largest()
    {
        var log = await OpenAsync();

        Assert.Equal(ErrorCode.None, log.Append(Batches.Sequenced(8, 0, int.MaxValue - 1, records: 2)).Error);
        Assert.Equal(ErrorCode.None, log.Append(Batches.Sequenced(8, 0, 0)).Error);
        Assert.True(log.Append(Batches.Sequenced(8, 0, int.MaxValue - 1, records: 2)).IsDuplicate);
    }

    [Fact]
    public async Task Batches_of_one_write_see_each_other()
    {
        var log = await OpenAsync();
        var token = log.Log.Take(1, LogRole.Leader);
        var results = new AppendResult[3];

        log.Log.Append(
            token,
            [
                new(Batches.Sequenced(8, 0, 0)), new(Batches.Sequenced(8, 0, 1)), new(Batches.Sequenced(8, 0, 1)),
            ],
            results);

        Assert.Equal([false, false, true], results.Select(result => result.IsDuplicate));
    }

    [Fact]
    public async Task A_failed_write_is_forgotten_and_what_was_written_stays_readable()
    {
        var log = await OpenAsync();
        log.Disk.WritesUntilFailure = 0;

        var failed = log.Append(Batches.Sequenced(Producer, Epoch, 14, records: 2));

        Assert.Equal(ErrorCode.KafkaStorageError, failed.Error);
        Assert.True(log.Log.IsOffline);
        Assert.Equal(13, log.Log.Producers.Describe().Single().LastSequence);
        Assert.Equal(7, (await log.Log.BatchesAsync()).Count);
    }

    [Theory]
    [InlineData(ControlRecordType.Commit)]
    [InlineData(ControlRecordType.Abort)]
    public async Task A_transaction_holds_the_stable_end_until_its_marker_is_replicated(ControlRecordType end)
    {
        var log = await OpenAsync();
        log.Append(Batches.Sequenced(20, 0, 0, isTransactional: true));
        log.Append(Batches.Sequenced(21, 0, 0, isTransactional: true));
        Assert.Equal(14, log.Log.Producers.FirstUnstableOffset(16));

        log.Append(Batches.Marker(20, 0, end));

        Assert.Equal(14, log.Log.Producers.FirstUnstableOffset(16));
        Assert.Equal(15, log.Log.Producers.FirstUnstableOffset(17));
        var aborted = log.Log.AbortedTransactions(0, 100);
        Assert.Equal(end == ControlRecordType.Abort ? [new AbortedTransaction(20, 14, 16, 15)] : [], aborted);
        Assert.Equal(ErrorCode.InvalidTxnState, log.Append(Batches.Sequenced(21, 0, 1)).Error);
    }

    [Fact]
    public async Task A_restart_remembers_producers_and_transactions()
    {
        var log = await OpenAsync();
        log.Append(Batches.Sequenced(20, 0, 0, isTransactional: true));
        log.Append(Batches.Marker(20, 0, ControlRecordType.Abort));
        log.Append(Batches.Sequenced(21, 5, 0, isTransactional: true));
        var before = log.Log.Producers.Describe().OrderBy(producer => producer.ProducerId).ToArray();

        await log.KillAndOpenAsync();

        Assert.Equal(before, log.Log.Producers.Describe().OrderBy(producer => producer.ProducerId));
        Assert.Equal([new AbortedTransaction(20, 14, 15, 16)], log.Log.AbortedTransactions(0, 100));
        Assert.Equal(16, log.Log.Producers.FirstUnstableOffset(17));
    }

    [Fact]
    public async Task Truncation_takes_producers_and_transactions_back()
    {
        var log = await OpenAsync();
        log.Append(Batches.Sequenced(20, 0, 0, isTransactional: true));
        log.Append(Batches.Marker(20, 0, ControlRecordType.Abort));

        log.TruncateTo(13);

        Assert.Empty(log.Log.AbortedTransactions(0, 100));
        Assert.Equal(11, log.Log.Producers.Describe().Single().LastSequence);
        Assert.Equal(12, log.Append(Batches.Sequenced(Producer, Epoch, 12, records: 2)).BaseOffset);
    }

    [Fact]
    public async Task A_silent_producer_is_forgotten_by_the_clock_unless_its_transaction_is_open()
    {
        var log = await OpenAsync();
        log.Append(Batches.Sequenced(20, 0, 0, isTransactional: true));

        log.Time.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal([20], log.Log.Producers.Describe().Select(producer => producer.ProducerId));
    }

    private static async Task<SimulatedLog> OpenAsync()
    {
        var log = await new SimulatedLog(LogConfig.Default with { SegmentBytes = 300 }).OpenAsync();
        for (var sequence = 0; sequence < 14; sequence += 2)
        {
            Assert.Equal(sequence, log.Append(Batches.Sequenced(Producer, Epoch, sequence, records: 2)).BaseOffset);
        }

        return log;
    }
}

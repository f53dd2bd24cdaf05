using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Producers;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests;

/// <summary>Kafka's rules of idempotence and transactions that depend on what a producer wrote before.</summary>
public class ProducerRulesTests
{
    private const long Producer = 7;
    private const short Epoch = 3;
    private const long MarkerTimeMs = 2_000;

    [Theory]
    [InlineData(int.MaxValue - 1, 2, 0, ErrorCode.None)]
    [InlineData(int.MaxValue, 1, 0, ErrorCode.None)]
    [InlineData(int.MaxValue, 2, 1, ErrorCode.None)]
    [InlineData(int.MaxValue - 1, 4, 2, ErrorCode.None)]
    [InlineData(int.MaxValue - 1, 2, 1, ErrorCode.OutOfOrderSequenceNumber)]
    [InlineData(int.MaxValue, 2, 0, ErrorCode.OutOfOrderSequenceNumber)]
    [InlineData(10, 2, 0, ErrorCode.OutOfOrderSequenceNumber)]
    public async Task Sequences_go_on_with_zero_after_the_largest(
        int sequence, int records, int next, ErrorCode expected)
    {
        var log = await OpenAsync();
        log.Append(Batches.Sequenced(Producer, Epoch, sequence, records));

        Assert.Equal(expected, log.Append(Batches.Sequenced(Producer, Epoch, next)).Error);
        Assert.True(log.Append(Batches.Sequenced(Producer, Epoch, sequence, records)).IsDuplicate);
    }

    [Theory]
    [InlineData(4, 0, ErrorCode.None)]
    [InlineData(9, 0, ErrorCode.None)]
    [InlineData(4, 1, ErrorCode.OutOfOrderSequenceNumber)]
    [InlineData(3, 0, ErrorCode.OutOfOrderSequenceNumber)]
    [InlineData(2, 0, ErrorCode.InvalidProducerEpoch)]
    [InlineData(2, 41, ErrorCode.InvalidProducerEpoch)]
    public async Task A_new_epoch_begins_at_zero_and_an_old_one_is_fenced(
        short epoch, int sequence, ErrorCode expected)
    {
        foreach (var isTransactional in new[] { false, true })
        {
            var log = await OpenAsync();
            log.Append(Batches.Sequenced(Producer, Epoch, 40, records: 1, isTransactional));

            var result = log.Append(Batches.Sequenced(Producer, epoch, sequence, 1, isTransactional));

            Assert.Equal((expected, false), (result.Error, result.IsDuplicate));
        }
    }

    [Theory]
    [InlineData(3, 5, ErrorCode.None)]
    [InlineData(4, 5, ErrorCode.None)]
    [InlineData(3, 6, ErrorCode.None)]
    [InlineData(2, 5, ErrorCode.InvalidProducerEpoch)]
    [InlineData(3, 4, ErrorCode.TransactionCoordinatorFenced)]
    [InlineData(2, 4, ErrorCode.InvalidProducerEpoch)]
    public async Task A_marker_of_an_old_producer_or_coordinator_is_fenced(
        short epoch, int coordinatorEpoch, ErrorCode expected)
    {
        var log = await OpenAsync();
        log.Append(Batches.Sequenced(Producer, Epoch, 0, isTransactional: true));
        log.Append(Marker(Epoch, coordinatorEpoch: 5));

        Assert.Equal(expected, log.Append(Marker(epoch, coordinatorEpoch)).Error);
    }

    [Fact]
    public async Task A_marker_of_a_new_epoch_ends_the_old_one_and_its_sequences()
    {
        var log = await OpenAsync();
        log.Append(Batches.Sequenced(Producer, Epoch, 0, isTransactional: true));

        log.Append(Marker(Epoch + 1, coordinatorEpoch: 5));

        var expected = new ProducerDescription(Producer, Epoch + 1, -1, MarkerTimeMs, 5, -1);
        Assert.Equal(expected, log.Log.Producers.Describe().Single());
        Assert.Equal(
            ErrorCode.InvalidProducerEpoch,
            log.Append(Batches.Sequenced(Producer, Epoch, 1, isTransactional: true)).Error);
        Assert.Equal(
            ErrorCode.OutOfOrderSequenceNumber,
            log.Append(Batches.Sequenced(Producer, Epoch + 1, 1, isTransactional: true)).Error);
        Assert.Equal(
            ErrorCode.None, log.Append(Batches.Sequenced(Producer, Epoch + 1, 0, isTransactional: true)).Error);
    }

    [Theory]
    [InlineData(1, ErrorCode.InvalidTxnState)]
    [InlineData(2, ErrorCode.OutOfOrderSequenceNumber)]
    public async Task Within_a_transaction_nothing_else_is_written(int sequence, ErrorCode expected)
    {
        var log = await OpenAsync();
        log.Append(Batches.Sequenced(Producer, Epoch, 0, isTransactional: true));

        Assert.Equal(expected, log.Append(Batches.Sequenced(Producer, Epoch, sequence)).Error);
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public async Task The_last_five_batches_are_known_as_duplicates(int batchesAgo, bool isKnown)
    {
        var log = await OpenAsync();
        for (var sequence = 0; sequence < 10; sequence++)
        {
            log.Append(Batches.Sequenced(Producer, Epoch, sequence));
        }

        var result = log.Append(Batches.Sequenced(Producer, Epoch, 10 - batchesAgo));

        var expected = isKnown
            ? (ErrorCode.None, true, 10 - batchesAgo)
            : (ErrorCode.OutOfOrderSequenceNumber, false, -1L);
        Assert.Equal(expected, (result.Error, result.IsDuplicate, result.BaseOffset));
    }

    [Fact]
    public async Task What_was_not_written_is_not_remembered()
    {
        var log = await OpenAsync();
        log.Append(Batches.Sequenced(Producer, Epoch, 0));
        var before = log.Log.Producers.Describe();
        log.Disk.WritesUntilFailure = 0;

        Assert.Equal(ErrorCode.KafkaStorageError, log.Append(Batches.Sequenced(Producer, Epoch, 1)).Error);
        Assert.Equal(before, log.Log.Producers.Describe());
        await log.KillAndOpenAsync();
        Assert.Equal(1, log.Append(Batches.Sequenced(Producer, Epoch, 1)).BaseOffset);
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public async Task A_producer_is_forgotten_after_its_time(int seconds, bool isRemembered)
    {
        var options = SimulatedLog.SingleThreaded with
        {
            ProducerExpiry = TimeSpan.FromSeconds(60),
            ProducerExpiryInterval = TimeSpan.FromSeconds(1),
        };
        var log = await new SimulatedLog(LogConfig.Default, options).OpenAsync();
        log.Append(Batches.Of(
            new RecordBatchOptions { ProducerId = Producer, ProducerEpoch = Epoch, BaseSequence = 0 },
            log.Time.NowMs, "value"));

        log.Time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(isRemembered ? 1 : 0, log.Log.Producers.Count);
        var next = log.Append(Batches.Sequenced(Producer, Epoch, 33));
        Assert.Equal(isRemembered ? ErrorCode.OutOfOrderSequenceNumber : ErrorCode.None, next.Error);
    }

    [Fact]
    public async Task There_is_a_snapshot_for_each_segment_and_one_of_the_last_stop()
    {
        var config = LogConfig.Default with { SegmentBytes = 200, FileDeleteDelayMs = 0 };
        var log = await new SimulatedLog(config).OpenAsync();
        for (var stop = 0; stop < 4; stop++)
        {
            for (var batch = 0; batch < 3; batch++)
            {
                log.Append(Batches.Sequenced(Producer, Epoch, (stop * 3) + batch));
            }

            await log.Folder.CloseAsync();
            await log.OpenAsync();
        }

        var segments = log.Log.Segments.All.Select(segment => segment.BaseOffset).Skip(1);
        Assert.Equal([.. segments.Append(12).Distinct()], Snapshots(log));

        log.Log.AdvanceHighWatermark(12);
        log.Log.DeleteRecordsTo(12);
        log.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.All(Snapshots(log), offset => Assert.InRange(offset, log.Log.Segments.First.BaseOffset, 12));
    }

    private static byte[] Marker(int epoch, int coordinatorEpoch)
    {
        var marker = new TransactionMarker(ControlRecordType.Commit, coordinatorEpoch);
        var batch = marker.BuildBatch(Producer, (short)epoch, MarkerTimeMs);
        var bytes = batch.Memory.ToArray();
        batch.Release();
        return bytes;
    }

    private static long[] Snapshots(SimulatedLog log) =>
    [
        .. log.Disk.ListFiles($"{SimulatedLog.Path}/orders-0")
            .Where(file => file.Name.EndsWith(LogFileNames.Snapshot, StringComparison.Ordinal))
            .Select(file => long.Parse(file.Name[..^LogFileNames.Snapshot.Length]))
    ];

    private static Task<SimulatedLog> OpenAsync() => new SimulatedLog(LogConfig.Default).OpenAsync();
}

using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage;

namespace OrleansBroker.Grains.Partitions;

/// <summary>
/// Finds records by their time: reads the log from its start, looks at the headers of batches, and opens only those
/// that may hold an answer. Single-threaded: one object per question.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="upperBound">First offset that the asker may not see.</param>
internal sealed class TimestampScan(PartitionLog log, long upperBound)
{
    // Large enough that a sequential disk is busy, small enough to keep nothing else waiting.
    private const int ReadBytes = 1024 * 1024;

    /// <summary>The first record that is not older than the time.</summary>
    public Task<ListedOffset> FirstFromAsync(long timestampMs, CancellationToken cancellationToken) =>
        ScanAsync(batch => batch.MaxTimestamp >= timestampMs, record => record.TimestampMs >= timestampMs,
            stopAtFirst: true, cancellationToken);

    /// <summary>The first of the records with the largest timestamp.</summary>
    public Task<ListedOffset> LargestAsync(CancellationToken cancellationToken)
    {
        var largest = -1L;
        return ScanAsync(batch => batch.MaxTimestamp > largest, IsLarger, stopAtFirst: false, cancellationToken);

        bool IsLarger(Record record)
        {
            if (record.TimestampMs <= largest)
            {
                return false;
            }

            largest = record.TimestampMs;
            return true;
        }
    }

    private async Task<ListedOffset> ScanAsync(
        BatchTest mayHold, Predicate<Record> fits, bool stopAtFirst, CancellationToken cancellationToken)
    {
        var best = ListedOffset.None;
        for (var offset = log.LogStartOffset; offset < upperBound;)
        {
            using var read = await log.ReadAsync(offset, ReadBytes, upperBound, true, cancellationToken);
            if (read.Error != ErrorCode.None || read.Bytes.IsEmpty)
            {
                return read.Error == ErrorCode.None ? best : new ListedOffset(read.Error, -1, -1, -1);
            }

            if (Search(read.Bytes, mayHold, fits, stopAtFirst) is { } found)
            {
                best = found;
                if (stopAtFirst)
                {
                    return best;
                }
            }

            offset = read.NextOffset;
        }

        return best;
    }

    private ListedOffset? Search(
        ReadOnlyMemory<byte> bytes, BatchTest mayHold, Predicate<Record> fits, bool stopAtFirst)
    {
        ListedOffset? found = null;
        while (RecordBatchView.TryRead(bytes.Span, out var batch, out _))
        {
            var size = batch.SizeInBytes;
            if (!batch.IsControl && mayHold(batch))
            {
                found = SearchBatch(bytes[..size], batch.PartitionLeaderEpoch, fits, stopAtFirst) ?? found;
                if (stopAtFirst && found is not null)
                {
                    return found;
                }
            }

            bytes = bytes[size..];
        }

        return found;
    }

    // The largest timestamp may come late in the batch, so the last record that fits is the answer for it.
    private ListedOffset? SearchBatch(
        ReadOnlyMemory<byte> batch, int leaderEpoch, Predicate<Record> fits, bool stopAtFirst)
    {
        ListedOffset? found = null;
        using var reader = new RecordBatchReader(batch);
        foreach (var record in reader)
        {
            if (record.Offset < log.LogStartOffset || !fits(record))
            {
                continue;
            }

            found = new ListedOffset(ErrorCode.None, record.Offset, record.TimestampMs, leaderEpoch);
            if (stopAtFirst)
            {
                break;
            }
        }

        return found;
    }

    private delegate bool BatchTest(RecordBatchView batch);
}

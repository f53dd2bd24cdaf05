using OrleansBroker.Coordination.Shard;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>A led partition of a coordinator's topic as its shard sees it: records in, records out.</summary>
/// <remarks>Thread-safe as the partition is; appends keep the order of the calls.</remarks>
internal sealed class CoordinatorLog(Partition partition, TimeProvider time)
{
    private const int ReadBytes = 1024 * 1024;

    // A write that takes longer is in doubt: the shard then reads from the log what became of it.
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Whether this silo still leads the partition, in the epoch that this object is about.</summary>
    public bool IsLed => partition.CheckLeader(-1) == ErrorCode.None;

    public TopicPartition Name => partition.Name;

    public int LeaderEpoch => partition.LeaderEpoch;

    public long StartOffset => partition.LogStartOffset;

    public long EndOffset => partition.LogEndOffset;

    public long HighWatermark => partition.HighWatermark;

    /// <summary>Most bytes of one batch: what the topic allows, and what fits a segment.</summary>
    public int MaxBatchBytes => Math.Min(partition.Settings.MaxMessageBytes, partition.Log.Config.SegmentBytes);

    /// <summary>Appends the records of one operation; completes when the high watermark covers them.</summary>
    /// <returns>The result of the one batch; or, where tombstones needed several, the first error among them.</returns>
    public Task<AppendResult> AppendAsync(IReadOnlyList<CoordinatorRecord> records)
    {
        var batches = CoordinatorBatches.Build(records, time.GetUtcNow().ToUnixTimeMilliseconds(), MaxBatchBytes);
        var appends = batches.ConvertAll(AppendAsync);
        return appends is [var only] ? only : AllAsync(appends);
    }

    /// <summary>Reads the next whole batches below the high watermark; the caller disposes them.</summary>
    public ValueTask<LogRead> ReadAsync(long offset, CancellationToken cancellationToken) =>
        partition.ReadAsync(offset, ReadBytes, readCommitted: false, atLeastOneBatch: true, cancellationToken);

    /// <summary>Reads the records at these offsets.</summary>
    /// <param name="positions">Committed offsets, ascending.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CoordinatorLogException">The log cannot be read.</exception>
    public async Task<List<(CoordinatorRecord Record, long Position)>> ReadAtAsync(
        IReadOnlyList<long> positions, CancellationToken cancellationToken)
    {
        var found = new List<(CoordinatorRecord Record, long Position)>(positions.Count);
        for (var next = 0; next < positions.Count;)
        {
            using var read = await partition.ReadAsync(
                positions[next], 1, readCommitted: false, atLeastOneBatch: true, cancellationToken);
            CoordinatorLogException.ThrowIf(read.Error, Name);
            var wanted = positions.Skip(next).TakeWhile(position => position < read.NextOffset).ToHashSet();
            foreach (var batch in Batches(read.Bytes))
            {
                Collect(batch, wanted, found);
            }

            // A position that compaction has taken away costs one read and no more.
            next += Math.Max(wanted.Count, 1);
        }

        return found;
    }

    /// <summary>The batches that lie in these bytes.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Batches(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var size = new RecordBatchView(bytes.Span).SizeInBytes;
            yield return bytes[..size];
            bytes = bytes[size..];
        }
    }

    private static void Collect(ReadOnlyMemory<byte> batch, HashSet<long> wanted,
        List<(CoordinatorRecord Record, long Position)> found)
    {
        using var reader = new RecordBatchReader(batch);
        foreach (var record in reader)
        {
            if (wanted.Contains(record.Offset) && record.Key is { } key
                && CoordinatorRecordCodec.TryDecode(key, record.Value, out var decoded))
            {
                found.Add((decoded, record.Offset));
            }
        }
    }

    private Task<AppendResult> AppendAsync(SharedBuffer batch)
    {
        try
        {
            return partition
                .AppendAsync(batch, batch.Memory, Describe(batch), PendingAppend.AllReplicas, WriteTimeout)
                .AsTask();
        }
        finally
        {
            batch.Release();
        }
    }

    /// <summary>What a validator would find in a batch that was just built.</summary>
    private static ValidatedBatch Describe(SharedBuffer batch)
    {
        var view = new RecordBatchView(batch.Span);
        return new ValidatedBatch
        {
            SizeInBytes = view.SizeInBytes,
            RecordCount = view.RecordCount,
            LastOffsetDelta = view.LastOffsetDelta,
            BaseTimestamp = view.BaseTimestamp,
            MaxTimestamp = view.MaxTimestamp,
            MaxTimestampOffsetDelta = 0,
            Compression = view.Compression,
            ProducerId = view.ProducerId,
            ProducerEpoch = view.ProducerEpoch,
            BaseSequence = view.BaseSequence,
            LastSequence = view.BaseSequence,
            IsTransactional = view.IsTransactional,
        };
    }

    private static async Task<AppendResult> AllAsync(List<Task<AppendResult>> appends)
    {
        var results = await Task.WhenAll(appends);
        return Array.Find(results, result => result.Error != ErrorCode.None) is { Error: not ErrorCode.None } failed
            ? failed
            : results[0];
    }
}

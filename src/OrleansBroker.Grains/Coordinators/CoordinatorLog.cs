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

    /// <summary>Appends the records of one operation as one batch; completes when the high watermark covers it.
    /// </summary>
    public ValueTask<AppendResult> AppendAsync(IReadOnlyList<CoordinatorRecord> records)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var batch = Build(records, nowMs);
        try
        {
            var limits = partition.Limits(nowMs, allowsZstd: true);
            var error = RecordBatchValidator.Validate(batch.Span, limits, out var validated, out _);
            return error == ErrorCode.None
                ? partition.AppendAsync(batch, batch.Memory, validated, PendingAppend.AllReplicas, WriteTimeout)
                : new(AckTracker.Failed(error, partition.Log));
        }
        finally
        {
            batch.Release();
        }
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

    private static SharedBuffer Build(IReadOnlyList<CoordinatorRecord> records, long nowMs)
    {
        using var builder = new RecordBatchBuilder();
        foreach (var record in records)
        {
            var value = CoordinatorRecordCodec.EncodeValue(record);
            builder.Append(nowMs, CoordinatorRecordCodec.EncodeKey(record.Key),
                value is null ? default(ReadOnlyMemory<byte>?) : value);
        }

        return builder.Build();
    }
}

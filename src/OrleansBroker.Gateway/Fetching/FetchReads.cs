using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Storage;
using Partition = OrleansBroker.Grains.Partitions.Partition;

namespace OrleansBroker.Gateway.Fetching;

/// <summary>
/// One pass over the partitions of a fetch, filling an answer up to its bound. Holds the leases of what was read until
/// it is disposed. Not thread-safe.
/// </summary>
internal sealed class FetchReads(int maxBytes, bool readCommitted, int capacity) : IDisposable
{
    private readonly List<FetchResult> _results = new(capacity);
    private List<LogRead>? _leases;

    /// <summary>A result per partition, in order.</summary>
    public IReadOnlyList<FetchResult> Results => _results;

    /// <summary>Bytes of records read.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether a partition failed, which a client should hear of at once.</summary>
    public bool HasError { get; private set; }

    /// <summary>
    /// Reads what fits of one partition; the first batch of the whole answer comes even where it does not fit.
    /// </summary>
    public async ValueTask ReadAsync(FetchedPartition wanted, Partition partition, CancellationToken cancellationToken)
    {
        var error = partition.CheckLeader(wanted.CurrentLeaderEpoch);
        if (error != ErrorCode.None)
        {
            Fail(wanted, error);
            return;
        }

        var data = Describe(wanted, partition);
        _results.Add(new FetchResult(wanted, data));
        if (Diverges(wanted, partition) is { } divergence)
        {
            data.DivergingEpoch = divergence;
            HasError = true;
            return;
        }

        var room = (int)Math.Min(Math.Max(wanted.MaxBytes, 0), Math.Max(maxBytes - Bytes, 0));
        var read = await partition.ReadAsync(
            wanted.FetchOffset, room, readCommitted, atLeastOneBatch: Bytes == 0, cancellationToken);
        if (read.Error != ErrorCode.None)
        {
            HasError = true;
            data.ErrorCode = read.Error;
        }

        Keep(read, data);
        if (readCommitted && data.Records is { Length: > 0 })
        {
            AddAborted(partition.Log, wanted.FetchOffset, read.NextOffset, data);
        }
    }

    public void Fail(FetchedPartition wanted, ErrorCode error)
    {
        HasError = true;
        _results.Add(new FetchResult(wanted, new FetchResponse.PartitionData
        {
            PartitionIndex = wanted.Key.Partition,
            ErrorCode = error,
            HighWatermark = -1,
            AbortedTransactions = null,
            Records = ReadOnlyMemory<byte>.Empty,
        }));
    }

    public void Dispose()
    {
        foreach (var lease in _leases ?? [])
        {
            lease.Dispose();
        }

        _leases = null;
    }

    private FetchResponse.PartitionData Describe(FetchedPartition wanted, Partition partition) => new()
    {
        PartitionIndex = wanted.Key.Partition,
        HighWatermark = partition.HighWatermark,
        LastStableOffset = partition.LastStableOffset,
        LogStartOffset = partition.LogStartOffset,
        AbortedTransactions = readCommitted ? [] : null,
        Records = ReadOnlyMemory<byte>.Empty,
    };

    /// <summary>Where a reader's last epoch ended before its offset, its log and ours went apart (KIP-595).</summary>
    private static FetchResponse.EpochEndOffset? Diverges(FetchedPartition wanted, Partition partition)
    {
        if (wanted.LastFetchedEpoch < 0)
        {
            return null;
        }

        var (epoch, endOffset) = partition.EndOffsetOf(wanted.LastFetchedEpoch);
        return epoch == wanted.LastFetchedEpoch && endOffset >= wanted.FetchOffset
            ? null
            : new FetchResponse.EpochEndOffset { Epoch = epoch, EndOffset = endOffset };
    }

    /// <summary>
    /// Tells which transactions a consumer must leave out of what it is sent; without that, it gets no records at all.
    /// </summary>
    private void AddAborted(PartitionLog log, long fromOffset, long toOffset, FetchResponse.PartitionData data)
    {
        try
        {
            var aborted = log.AbortedTransactions(fromOffset, toOffset);
            if (fromOffset < log.LogStartOffset)
            {
                // Retention may have taken the index away after the records were read, which then look committed.
                HasError = true;
                data.ErrorCode = ErrorCode.OffsetOutOfRange;
                data.Records = ReadOnlyMemory<byte>.Empty;
                return;
            }

            data.AbortedTransactions = [.. aborted.Select(transaction => new FetchResponse.AbortedTransaction
            {
                ProducerId = transaction.ProducerId,
                FirstOffset = transaction.FirstOffset,
            })];
        }
        catch (IOException)
        {
            HasError = true;
            data.ErrorCode = ErrorCode.KafkaStorageError;
            data.Records = ReadOnlyMemory<byte>.Empty;
        }
    }

    private void Keep(LogRead read, FetchResponse.PartitionData data)
    {
        if (read.Bytes.IsEmpty)
        {
            read.Dispose();
            return;
        }

        (_leases ??= []).Add(read);
        data.Records = read.Bytes;
        Bytes += read.Bytes.Length;
    }
}

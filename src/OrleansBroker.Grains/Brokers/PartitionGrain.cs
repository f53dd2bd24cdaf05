using Orleans;
using Orleans.Concurrency;
using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Partitions;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Grains.Brokers;

/// <summary>
/// The Orleans face of a led partition. It holds nothing: whether this silo leads is asked of the registry, which
/// follows the stored record, at every call.
/// </summary>
[KeepAlive]
[Reentrant]
[BrokerPlacement]
internal sealed class PartitionGrain(PartitionRegistry partitions, TimeProvider time) : Grain, IPartitionGrain
{
    private static readonly PartitionStatus NotLeader = new() { Error = ErrorCode.NotLeaderOrFollower };

    public Task<PartitionStatus> GetStatus() => Task.FromResult(Find()?.Status() ?? NotLeader);

    public async Task<PartitionAppendResult> Append(PartitionAppend append)
    {
        var partition = Find();
        var error = partition?.CheckLeader(append.LeaderEpoch) ?? ErrorCode.NotLeaderOrFollower;
        if (error != ErrorCode.None)
        {
            return new PartitionAppendResult { Error = error };
        }

        var limits = partition!.Limits(time.GetUtcNow().ToUnixTimeMilliseconds(), allowsZstd: true);
        error = RecordBatchValidator.Validate(append.Batch, limits, out var batch, out var message);
        if (error != ErrorCode.None)
        {
            return new PartitionAppendResult { Error = error, Message = message };
        }

        var written = await EnqueueAsync(partition, append.Batch, batch);
        return new PartitionAppendResult { Error = written.Error, BaseOffset = written.BaseOffset };
    }

    // The queue holds its own count on the buffer: this one ends as soon as the batch is queued.
    private static ValueTask<Storage.AppendResult> EnqueueAsync(
        Partition partition, byte[] bytes, in ValidatedBatch batch)
    {
        var frame = SharedBufferPool.Default.Rent(bytes.Length);
        bytes.CopyTo(frame.Memory);
        var written = partition.AppendAsync(frame, frame.Memory, batch, acks: 1, Timeout.InfiniteTimeSpan);
        frame.Release();
        return written;
    }

    private Partition? Find()
    {
        if (PartitionKey.TryParse(this.GetPrimaryKeyString(), out var key)
            && partitions.TryGet(new TopicIdPartition(new TopicId(key.TopicId), key.Partition), out var partition))
        {
            return partition;
        }

        this.DeactivateOnIdle();
        return null;
    }
}

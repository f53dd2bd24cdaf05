using OrleansBroker.Coordination.Offsets;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>
/// How far the groups that are in memory lie behind, of the partitions that this silo leads: the largest lags, so that
/// neither the work nor the answer grows with the number of groups. Thread-safe.
/// </summary>
public sealed class GroupLag
{
    /// <summary>Most lags that are told; more would be a burden to whoever collects metrics.</summary>
    public const int MaxCount = 1_000;

    private static readonly GroupCaller NoCaller = new(0, "", "");

    private readonly SemaphoreSlim _gate = new(1);
    private readonly GroupShards _shards;
    private readonly PartitionRegistry _partitions;
    private readonly MetadataStore _metadata;
    private readonly TimeProvider _time;
    private Dictionary<Position, long> _timestamps = [];
    private volatile IReadOnlyList<PartitionLag> _current = [];

    internal GroupLag(GroupShards shards, PartitionRegistry partitions, MetadataStore metadata, TimeProvider time)
    {
        _shards = shards;
        _partitions = partitions;
        _metadata = metadata;
        _time = time;
    }

    /// <summary>What the last <see cref="RefreshAsync"/> found, the largest lag first.</summary>
    public IReadOnlyList<PartitionLag> Current => _current;

    /// <summary>Looks again.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var behind = new List<(Position Position, Partition Partition, long Records)>();
            foreach (var host in _shards.All)
            {
                behind.AddRange(Measure(await OffsetsOfAsync(host)));
            }

            _current = await DescribeAsync(behind, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    private static async Task<List<(string GroupId, TopicPartition Partition, CommittedOffset Offset)>> OffsetsOfAsync(
        ShardHost host)
    {
        // Taken in a turn of the shard, whose groups nobody else may touch; the message only ends the turn.
        List<(string GroupId, TopicPartition Partition, CommittedOffset Offset)> offsets = [];
        var call = new GroupCall(null, NoCaller, (shard, context, _) =>
        {
            offsets.AddRange(shard.Offsets.Take(MaxCount));
            return new TurnResult(0, [], [new Answer(context.Ticket, new HeartbeatResponse())]);
        });
        host.Submit(call);
        var (error, _) = await call.Completion;
        return error == ErrorCode.None ? offsets : [];
    }

    private IEnumerable<(Position Position, Partition Partition, long Records)> Measure(
        List<(string GroupId, TopicPartition Partition, CommittedOffset Offset)> offsets)
    {
        var image = _metadata.Current;
        foreach (var (groupId, partition, offset) in offsets)
        {
            if (image.TryGetTopic(partition.Topic, out var topic)
                && _partitions.TryGet(new TopicIdPartition(topic.TopicId, partition.Partition), out var led))
            {
                var position = new Position(groupId, partition, Math.Max(offset.Offset, led.LogStartOffset));
                yield return (position, led, Math.Max(led.HighWatermark - position.Offset, 0));
            }
        }
    }

    private async Task<List<PartitionLag>> DescribeAsync(
        List<(Position Position, Partition Partition, long Records)> behind, CancellationToken cancellationToken)
    {
        var nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var timestamps = new Dictionary<Position, long>();
        var lags = new List<PartitionLag>();
        foreach (var (position, partition, records) in behind.OrderByDescending(lag => lag.Records).Take(MaxCount))
        {
            var seconds = 0.0;
            if (records > 0)
            {
                // A group that stands still is not looked up again.
                var timestamp = _timestamps.TryGetValue(position, out var known)
                    ? known
                    : await TimestampAsync(partition, position.Offset, nowMs, cancellationToken);
                timestamps[position] = timestamp;
                seconds = Math.Max(nowMs - timestamp, 0) / 1_000.0;
            }

            lags.Add(new PartitionLag(position.GroupId, position.Partition, records, seconds));
        }

        _timestamps = timestamps;
        return lags;
    }

    /// <summary>When the batch came that the group has to read next; now where that cannot be told.</summary>
    private static async Task<long> TimestampAsync(
        Partition partition, long offset, long nowMs, CancellationToken cancellationToken)
    {
        using var read = await partition.ReadAsync(
            offset, 1, readCommitted: false, atLeastOneBatch: true, cancellationToken);
        if (!RecordBatchView.TryRead(read.Bytes.Span, out var batch, out _))
        {
            return nowMs;
        }

        var timestamp = batch.TimestampType == TimestampType.LogAppendTime ? batch.MaxTimestamp : batch.BaseTimestamp;
        return timestamp < 0 ? nowMs : timestamp;
    }

    private readonly record struct Position(string GroupId, TopicPartition Partition, long Offset);
}

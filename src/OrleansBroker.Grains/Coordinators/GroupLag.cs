using Microsoft.Extensions.Logging;
using OrleansBroker.Coordination.Offsets;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>
/// How far the groups lie behind, sleeping ones included, of the partitions that this silo leads: the largest lags, so
/// that the answer does not grow with the number of groups. Thread-safe.
/// </summary>
public sealed partial class GroupLag
{
    private static readonly GroupCaller NoCaller = new(0, "", "");

    private readonly SemaphoreSlim _gate = new(1);
    private readonly GroupShards _shards;
    private readonly PartitionRegistry _partitions;
    private readonly MetadataStore _metadata;
    private readonly TimeProvider _time;
    private readonly int _maxCount;
    private readonly ILogger<GroupLag> _logger;
    private bool _isCut;
    private Dictionary<Position, long> _timestamps = [];
    private volatile IReadOnlyList<PartitionLag> _current = [];
    private volatile GroupCount _count = new(0, 0);

    internal GroupLag(GroupShards shards, PartitionRegistry partitions, MetadataStore metadata, TimeProvider time,
        int maxCount, ILogger<GroupLag> logger)
    {
        _maxCount = maxCount;
        _logger = logger;
        _shards = shards;
        _partitions = partitions;
        _metadata = metadata;
        _time = time;
    }

    /// <summary>What the last <see cref="RefreshAsync"/> found, the largest lag first.</summary>
    public IReadOnlyList<PartitionLag> Current => _current;

    /// <summary>How many groups there were then.</summary>
    public GroupCount Count => _count;

    /// <summary>Looks again.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var largest = new LargestLags(_maxCount);
            var count = new GroupCount(0, 0);
            foreach (var host in _shards.All)
            {
                count = await MeasureAsync(host, largest, count);
            }

            _count = count;

            TellWhenCut(largest);
            _current = await DescribeAsync(largest, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <returns>The count with the groups of this shard.</returns>
    private async Task<GroupCount> MeasureAsync(ShardHost host, LargestLags largest, GroupCount count)
    {
        // In a turn of the shard, whose groups nobody else may touch; the message only ends the turn.
        var call = new GroupCall(null, NoCaller, (shard, context, _) =>
        {
            Measure(shard.Offsets, largest);
            count = new GroupCount(count.Awake + shard.AwakeCount, count.Asleep + shard.AsleepCount);
            return new TurnResult(0, [], [new Answer(context.Ticket, new HeartbeatResponse())]);
        });
        host.Submit(call);
        await call.Completion;
        return count;
    }

    private void Measure(IEnumerable<GroupOffset> offsets, LargestLags largest)
    {
        var image = _metadata.Current;
        foreach (var offset in offsets)
        {
            var name = offset.Partition;
            if (image.TryGetTopic(name.Topic, out var topic)
                && (offset.TopicId == topic.TopicId || offset.TopicId == TopicId.Zero)
                && _partitions.TryGet(new TopicIdPartition(topic.TopicId, name.Partition), out var led))
            {
                var next = Math.Max(offset.Offset, led.LogStartOffset);
                largest.Add(new MeasuredLag(offset.GroupId, led, next, Math.Max(led.HighWatermark - next, 0)));
            }
        }
    }

    private void TellWhenCut(LargestLags largest)
    {
        var isCut = largest.Seen > _maxCount;
        if (isCut && !_isCut)
        {
            LogCut(_logger, largest.Seen, _maxCount);
        }

        _isCut = isCut;
    }

    private async Task<List<PartitionLag>> DescribeAsync(LargestLags largest, CancellationToken cancellationToken)
    {
        var nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var timestamps = new Dictionary<Position, long>();
        var lags = new List<PartitionLag>();
        foreach (var (groupId, partition, next, records) in largest.Descending())
        {
            var position = new Position(groupId, partition.Name, next);
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

    [LoggerMessage(36, LogLevel.Warning,
        "Groups have offsets in {Seen} partitions; /metrics tells the lag of the {Max} that lie furthest behind, "
        + "because each is a time series of whoever collects them. Broker:GroupLagSeries sets another limit.")]
    private static partial void LogCut(ILogger logger, long seen, int max);

    private readonly record struct Position(string GroupId, TopicPartition Partition, long Offset);
}

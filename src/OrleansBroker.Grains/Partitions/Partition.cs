using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Abstractions.Partitions;
using OrleansBroker.Grains.Timing;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage;

namespace OrleansBroker.Grains.Partitions;

/// <summary>
/// A partition that this silo leads, in one leader epoch: the one entry for every append, and for reads. A new epoch
/// makes a new object.
/// </summary>
/// <remarks>
/// Thread-safe. Appends enter a queue in the order of the calls; reads take no turn. After <see cref="Resign"/>
/// every call answers NOT_LEADER_OR_FOLLOWER.
/// </remarks>
public sealed partial class Partition
{
    private readonly AppendQueue _queue;
    private readonly AckTracker _acks;
    private readonly PartitionWatchers _watchers = new();
    private readonly long _epochStartOffset;
    private volatile TopicSettings _settings;
    private volatile PartitionMetadata _record;
    private volatile bool _isLeader = true;

    private Partition(PartitionLog log, WriteToken token, PartitionMetadata record, TopicSettings settings,
        DelayedOperations delayed, int queueBytes)
    {
        Log = log;
        _record = record;
        _settings = settings;
        _epochStartOffset = log.LogEndOffset;
        LeaderEpoch = record.LeaderEpoch;
        _acks = new AckTracker(log, delayed, Changed) { FlushOnAck = settings.FlushOnAck };
        _queue = new AppendQueue(log, token, _acks, queueBytes);
    }

    public TopicPartition Name => Log.TopicPartition;

    public TopicIdPartition Id => new(Log.TopicId, Name.Partition);

    /// <summary>The epoch in which this silo leads.</summary>
    public int LeaderEpoch { get; }

    /// <summary>The leadership record that this object serves.</summary>
    public PartitionMetadata Record => _record;

    public TopicSettings Settings => _settings;

    /// <summary>
    /// The partition's log, for what takes no part in leading: sizes, producers, aborted transactions.
    /// </summary>
    public PartitionLog Log { get; }

    public long LogStartOffset => Log.LogStartOffset;

    public long HighWatermark => Log.HighWatermark;

    public long LastStableOffset => Log.LastStableOffset;

    public long LogEndOffset => Log.LogEndOffset;

    /// <summary>Checks that this silo leads, in the epoch that the client means.</summary>
    /// <param name="currentLeaderEpoch">Epoch that the client knows, or -1 for none.</param>
    public ErrorCode CheckLeader(int currentLeaderEpoch)
    {
        if (!_isLeader)
        {
            return ErrorCode.NotLeaderOrFollower;
        }

        if (currentLeaderEpoch < 0 || currentLeaderEpoch == LeaderEpoch)
        {
            return ErrorCode.None;
        }

        return currentLeaderEpoch < LeaderEpoch ? ErrorCode.FencedLeaderEpoch : ErrorCode.UnknownLeaderEpoch;
    }

    /// <summary>What a produced batch may be on this topic, for <see cref="RecordBatchValidator"/>.</summary>
    /// <param name="nowMs">The broker's clock in milliseconds since 1970.</param>
    /// <param name="allowsZstd">Whether the request's version knows zstd.</param>
    public BatchLimits Limits(long nowMs, bool allowsZstd)
    {
        var settings = _settings;
        return new BatchLimits
        {
            MaxBatchBytes = settings.MaxMessageBytes,
            NowMs = nowMs,
            TimestampBeforeMaxMs = settings.TimestampBeforeMaxMs,
            TimestampAfterMaxMs = settings.TimestampAfterMaxMs,
            TimestampType = settings.UsesLogAppendTime ? TimestampType.LogAppendTime : TimestampType.CreateTime,
            RequiresKeys = settings.IsCompacted,
            AllowsZstd = allowsZstd,
        };
    }

    /// <summary>
    /// Queues one validated batch before it returns, so that batches are appended in the order of the calls, with the
    /// topic's codec where it has one. Completes as <paramref name="acks"/> asks: written by the leader (0 and 1), or
    /// safe on all in-sync replicas (-1).
    /// </summary>
    /// <param name="frame">Buffer that holds the batch; it is retained until the batch is written.</param>
    /// <param name="batch">The batch; where its header claims a wrong maximum timestamp it is corrected in
    /// place.</param>
    /// <param name="validated">What the validator learned about the batch.</param>
    /// <param name="acks">0, 1 or -1.</param>
    /// <param name="timeout">How long acks of -1 may wait before REQUEST_TIMED_OUT; the batch stays written.</param>
    /// <returns>
    /// Besides what the log answers: NOT_LEADER_OR_FOLLOWER, NOT_ENOUGH_REPLICAS, and REQUEST_TIMED_OUT too when the
    /// queue is full; MESSAGE_TOO_LARGE and UNSUPPORTED_COMPRESSION_TYPE because of the topic's codec.
    /// </returns>
    public ValueTask<AppendResult> AppendAsync(
        SharedBuffer frame, Memory<byte> batch, in ValidatedBatch validated, short acks, TimeSpan timeout)
    {
        if (acks == PendingAppend.AllReplicas && _record.Isr.Length < MinInsyncReplicas)
        {
            return Refused(ErrorCode.NotEnoughReplicas);
        }

        CorrectMaxTimestamp(batch.Span, validated);
        return _settings.StoredCodec is { } codec && codec != validated.Compression
            ? EnqueueRecompressed(batch.Span, codec, acks, timeout)
            : Enqueue(frame, batch, acks, timeout);
    }

    private ValueTask<AppendResult> EnqueueRecompressed(
        ReadOnlySpan<byte> batch, CompressionType codec, short acks, TimeSpan timeout)
    {
        SharedBuffer rewritten;
        try
        {
            rewritten = Recompression.Rewrite(batch, codec, _settings.StoredCodecLevel);
        }
        catch (CompressionUnavailableException)
        {
            return Refused(ErrorCode.UnsupportedCompressionType);
        }

        try
        {
            return rewritten.Length > _settings.MaxMessageBytes
                ? Refused(ErrorCode.MessageTooLarge)
                : Enqueue(rewritten, rewritten.Memory, acks, timeout);
        }
        finally
        {
            rewritten.Release();
        }
    }

    private ValueTask<AppendResult> Enqueue(
        SharedBuffer frame, ReadOnlyMemory<byte> batch, short acks, TimeSpan timeout)
    {
        var append = new PendingAppend(frame, batch, acks, timeout);
        var completion = append.AsTask();
        var error = _queue.TryEnqueue(append);
        if (error == ErrorCode.None)
        {
            return completion;
        }

        append.ReleaseFrame();
        return Refused(error);
    }

    /// <summary>
    /// Reads whole batches up to the high watermark, or to the last stable offset; the caller disposes them. Empty
    /// between that bound and the log end, OFFSET_OUT_OF_RANGE outside the log.
    /// </summary>
    /// <param name="offset">First offset wanted.</param>
    /// <param name="maxBytes">Most bytes wanted.</param>
    /// <param name="readCommitted">Whether to stop at the last stable offset.</param>
    /// <param name="atLeastOneBatch">Whether the first batch is read even when it is larger.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<LogRead> ReadAsync(
        long offset, int maxBytes, bool readCommitted, bool atLeastOneBatch, CancellationToken cancellationToken) =>
        Log.ReadAsync(offset, maxBytes, UpperBound(readCommitted), atLeastOneBatch, cancellationToken);

    /// <summary>First offset that a consumer of this isolation may not read yet.</summary>
    public long UpperBound(bool readCommitted) => readCommitted ? LastStableOffset : HighWatermark;

    /// <summary>
    /// Tells a watcher of every move from now on: watch first, then look, so that no move is missed.
    /// </summary>
    public void Watch(IPartitionWatcher watcher) => _watchers.Add(watcher);

    /// <summary>Ends <see cref="Watch"/>; one call that is under way may still come.</summary>
    public void Unwatch(IPartitionWatcher watcher) => _watchers.Remove(watcher);

    /// <summary>Where the partition stands.</summary>
    public PartitionStatus Status() => new()
    {
        Error = CheckLeader(-1),
        LeaderEpoch = LeaderEpoch,
        LogStartOffset = LogStartOffset,
        HighWatermark = HighWatermark,
        LastStableOffset = LastStableOffset,
        LogEndOffset = LogEndOffset,
    };

    private static void CorrectMaxTimestamp(Span<byte> batch, in ValidatedBatch validated)
    {
        if (new RecordBatchView(batch).MaxTimestamp != validated.MaxTimestamp)
        {
            RecordBatchHeader.SetMaxTimestampAndType(batch, TimestampType.CreateTime, validated.MaxTimestamp);
        }
    }

    /// <summary>No more replicas are asked for than the topic has, as Kafka does it.</summary>
    private int MinInsyncReplicas => Math.Min(_settings.MinInsyncReplicas, _record.Replicas.Length);

    private ValueTask<AppendResult> Refused(ErrorCode error) => new(AckTracker.Failed(error, Log));

    private void Changed() => _watchers.Notify(this);
}

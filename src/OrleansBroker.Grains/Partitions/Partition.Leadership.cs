using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Grains.Timing;
using OrleansBroker.Protocol;
using OrleansBroker.Storage;

namespace OrleansBroker.Grains.Partitions;

/// <summary>How leadership of a partition begins, changes and ends.</summary>
public sealed partial class Partition
{
    /// <summary>
    /// Begins to lead at the record's epoch; earlier epochs can write no more. Blocks on the disk: for I/O threads.
    /// </summary>
    /// <exception cref="StaleEpochException">The log has seen a higher epoch than the record's.</exception>
    internal static Partition Lead(PartitionLog log, PartitionMetadata record, TopicSettings settings,
        DelayedOperations delayed, int queueBytes)
    {
        var token = log.Take(record.LeaderEpoch, LogRole.Leader);
        var partition = new Partition(log, token, record, settings, delayed, queueBytes);
        log.Config = settings.ToLogConfig();
        log.Flushed += partition.OnFlushed;
        log.WentOffline += partition.OnOffline;

        // What an earlier run left in the log is acknowledged at most to the recovered end: flushed, it may be read.
        partition._acks.Advance();
        return partition;
    }

    /// <summary>Takes over a newer record of the same epoch, and changed configs.</summary>
    internal void Update(PartitionMetadata record, TopicSettings settings)
    {
        _record = record;
        _settings = settings;
        Log.Config = settings.ToLogConfig();
        _acks.FlushOnAck = settings.FlushOnAck;
        _acks.Advance();
    }

    /// <summary>
    /// Ends leadership: everything that waits is answered with NOT_LEADER_OR_FOLLOWER, and watchers are told.
    /// </summary>
    internal void Resign()
    {
        _isLeader = false;
        Log.Flushed -= OnFlushed;
        Log.WentOffline -= OnOffline;
        _queue.Close(ErrorCode.NotLeaderOrFollower);
        _acks.Close(ErrorCode.NotLeaderOrFollower);
        Changed();
    }

    private void OnFlushed(PartitionLog log) => _acks.OnFlushed();

    // What was acknowledged stays readable; only appends are refused, by the log itself from here on.
    private void OnOffline(PartitionLog log)
    {
        _acks.Close(ErrorCode.KafkaStorageError);
        Changed();
    }
}

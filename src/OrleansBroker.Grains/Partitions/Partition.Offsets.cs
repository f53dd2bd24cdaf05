using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Grains.Partitions;

/// <summary>What is asked about the offsets of a partition, and the deletion of its first records.</summary>
public sealed partial class Partition
{
    // DeleteRecords' word for "everything that consumers may read".
    private const long ToHighWatermark = -1;

    /// <summary>Answers one partition of ListOffsets.</summary>
    /// <param name="timestampMs">A time in milliseconds since 1970, or one of <see cref="OffsetQuery"/>.</param>
    /// <param name="readCommitted">Whether the latest offset is the last stable one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// Also OFFSET_NOT_AVAILABLE, for what may lie between the high watermark and the begin of this leader's epoch:
    /// earlier leaders may have told consumers more than this one knows to be replicated.
    /// </returns>
    public async ValueTask<ListedOffset> ListOffsetAsync(
        long timestampMs, bool readCommitted, CancellationToken cancellationToken)
    {
        switch (timestampMs)
        {
            case OffsetQuery.Latest when IsBehindEpochStart:
                return new ListedOffset(ErrorCode.OffsetNotAvailable, -1, -1, -1);
            case OffsetQuery.Latest:
                return At(UpperBound(readCommitted), LeaderEpoch);
            case OffsetQuery.Earliest or OffsetQuery.EarliestLocal:
                return At(LogStartOffset, Log.Epochs.EpochAt(LogStartOffset));
            case OffsetQuery.LatestTiered or OffsetQuery.EarliestPendingUpload:
                return ListedOffset.None;
            case < OffsetQuery.EarliestPendingUpload:
                return new ListedOffset(ErrorCode.InvalidRequest, -1, -1, -1);
        }

        var isBehind = IsBehindEpochStart;
        var found = await FindAsync(timestampMs, UpperBound(readCommitted), cancellationToken);
        return isBehind && found == ListedOffset.None
            ? new ListedOffset(ErrorCode.OffsetNotAvailable, -1, -1, -1)
            : found;
    }

    /// <summary>
    /// The largest epoch that is not above the asked one, with the offset at which it ended; (-1, -1) when there is
    /// none.
    /// </summary>
    public (int LeaderEpoch, long EndOffset) EndOffsetOf(int leaderEpoch) =>
        Log.Epochs.EndOffsetFor(leaderEpoch, LogEndOffset);

    /// <summary>
    /// Deletes the records below an offset, or up to the high watermark where it is -1. Those that are gone already are
    /// no failure: a repeated request gets the answer that was lost.
    /// </summary>
    /// <returns>The log start offset afterwards, or why nothing was deleted.</returns>
    public async Task<(ErrorCode Error, long LogStartOffset)> DeleteRecordsAsync(long beforeOffset)
    {
        if (!_isLeader)
        {
            return (ErrorCode.NotLeaderOrFollower, -1);
        }

        if (!_settings.IsDeleted)
        {
            return (ErrorCode.PolicyViolation, -1);
        }

        var target = beforeOffset == ToHighWatermark ? HighWatermark : beforeOffset;
        if (target < 0 || target > HighWatermark)
        {
            return (ErrorCode.OffsetOutOfRange, -1);
        }

        try
        {
            var start = await IoCall<long>.RunAsync(Log.Folder.Appends, () => Log.DeleteRecordsTo(target));
            Changed();
            return (ErrorCode.None, start);
        }
        catch (IOException)
        {
            return (ErrorCode.KafkaStorageError, -1);
        }
    }

    private bool IsBehindEpochStart => HighWatermark < _epochStartOffset;

    private async Task<ListedOffset> FindAsync(long timestampMs, long bound, CancellationToken cancellationToken)
    {
        try
        {
            var found = timestampMs == OffsetQuery.MaxTimestamp
                ? await Log.FindMaxTimestampAsync(bound, cancellationToken)
                : await Log.FindByTimestampAsync(timestampMs, bound, cancellationToken);
            return found is { } record
                ? new ListedOffset(ErrorCode.None, record.Offset, record.TimestampMs, record.LeaderEpoch)
                : ListedOffset.None;
        }
        catch (IOException)
        {
            return new ListedOffset(ErrorCode.KafkaStorageError, -1, -1, -1);
        }
        catch (RecordBatchException)
        {
            return new ListedOffset(ErrorCode.CorruptMessage, -1, -1, -1);
        }
    }

    private static ListedOffset At(long offset, int leaderEpoch) => new(ErrorCode.None, offset, -1, leaderEpoch);
}

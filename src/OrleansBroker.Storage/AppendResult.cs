using OrleansBroker.Protocol;

namespace OrleansBroker.Storage;

/// <summary>What became of one <see cref="AppendRequest"/>.</summary>
/// <param name="Error">
/// None; NOT_LEADER_OR_FOLLOWER (token voided); KAFKA_STORAGE_ERROR (log offline);
/// OUT_OF_ORDER_SEQUENCE_NUMBER, INVALID_PRODUCER_EPOCH, INVALID_TXN_STATE, TRANSACTION_COORDINATOR_FENCED; for a
/// follower OFFSET_OUT_OF_RANGE (the batch lies below the log end), UNKNOWN_LEADER_EPOCH (it is of a later epoch than
/// the token's).
/// </param>
/// <param name="BaseOffset">Offset of the first record; for a duplicate, of the original; -1 on error.</param>
/// <param name="LastOffset">Offset of the last record; -1 on error.</param>
/// <param name="AppendTimeMs">Log append time, or -1 for create time.</param>
/// <param name="LogStartOffset">The log's start offset.</param>
/// <param name="IsDuplicate">Nothing was written: the batch had been appended before.</param>
public readonly record struct AppendResult(
    ErrorCode Error, long BaseOffset, long LastOffset, long AppendTimeMs, long LogStartOffset, bool IsDuplicate)
{
    internal static AppendResult Failed(ErrorCode error, long logStartOffset) =>
        new(error, -1, -1, -1, logStartOffset, false);
}

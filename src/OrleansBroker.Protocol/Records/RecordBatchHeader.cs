using System.Buffers.Binary;

namespace OrleansBroker.Protocol.Records;

/// <summary>
/// Changes header fields of a batch in place. The caller owns the bytes; the fields that the CRC covers are the ones
/// whose setters pay a pass over the batch, and those take exactly the batch's bytes.
/// </summary>
public static class RecordBatchHeader
{
    /// <summary>Sets the base offset; the CRC does not cover it.</summary>
    public static void SetBaseOffset(Span<byte> batch, long offset) =>
        BinaryPrimitives.WriteInt64BigEndian(batch[RecordBatchView.BaseOffsetAt..], offset);

    /// <summary>Sets the partition leader epoch; the CRC does not cover it.</summary>
    public static void SetLeaderEpoch(Span<byte> batch, int epoch) =>
        BinaryPrimitives.WriteInt32BigEndian(batch[RecordBatchView.LeaderEpochAt..], epoch);

    /// <summary>Sets the max timestamp and its type, then the CRC; nothing where the batch says so already.</summary>
    /// <param name="batch">Exactly the batch.</param>
    /// <param name="type">Who sets the timestamps.</param>
    /// <param name="timestampMs">Milliseconds since 1970.</param>
    public static void SetMaxTimestampAndType(Span<byte> batch, TimestampType type, long timestampMs)
    {
        var view = new RecordBatchView(batch);
        if (view.TimestampType == type && view.MaxTimestamp == timestampMs)
        {
            return;
        }

        BinaryPrimitives.WriteInt64BigEndian(batch[RecordBatchView.MaxTimestampAt..], timestampMs);
        SetFlag(batch, RecordBatchView.TimestampTypeFlag, type == TimestampType.LogAppendTime);
        SealCrc(batch);
    }

    /// <summary>Sets the idempotent producer's fields, then the CRC.</summary>
    /// <param name="batch">Exactly the batch.</param>
    /// <param name="producerId">The producer, or -1.</param>
    /// <param name="producerEpoch">Its epoch, or -1.</param>
    /// <param name="baseSequence">Sequence of the first record, or -1.</param>
    /// <param name="isTransactional">Whether the batch belongs to a transaction.</param>
    public static void SetProducer(
        Span<byte> batch, long producerId, short producerEpoch, int baseSequence, bool isTransactional)
    {
        BinaryPrimitives.WriteInt64BigEndian(batch[RecordBatchView.ProducerIdAt..], producerId);
        BinaryPrimitives.WriteInt16BigEndian(batch[RecordBatchView.ProducerEpochAt..], producerEpoch);
        BinaryPrimitives.WriteInt32BigEndian(batch[RecordBatchView.BaseSequenceAt..], baseSequence);
        SetFlag(batch, RecordBatchView.TransactionalFlag, isTransactional);
        SealCrc(batch);
    }

    /// <summary>Sets the CRC that fits the batch.</summary>
    /// <param name="batch">Exactly the batch.</param>
    public static void SealCrc(Span<byte> batch) =>
        BinaryPrimitives.WriteUInt32BigEndian(
            batch[RecordBatchView.CrcAt..], Crc32C.Compute(batch[RecordBatchView.AttributesAt..]));

    private static void SetFlag(Span<byte> batch, short flag, bool value)
    {
        var field = batch[RecordBatchView.AttributesAt..];
        var attributes = BinaryPrimitives.ReadInt16BigEndian(field);
        attributes = (short)(value ? attributes | flag : attributes & ~flag);
        BinaryPrimitives.WriteInt16BigEndian(field, attributes);
    }
}

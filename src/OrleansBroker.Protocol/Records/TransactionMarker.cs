using System.Buffers.Binary;
using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Protocol.Records;

/// <summary>The record that ends a transaction in a partition.</summary>
/// <param name="Type">How it ends.</param>
/// <param name="CoordinatorEpoch">Epoch of the coordinator that ended it, which fences an older one.</param>
/// <remarks>
/// The record's key is version (16 bits) and type (16 bits), its value version (16 bits) and coordinator epoch (32
/// bits). Later versions may append fields, so longer ones are read too.
/// </remarks>
public readonly record struct TransactionMarker(ControlRecordType Type, int CoordinatorEpoch)
{
    private const int KeySize = 4;
    private const int ValueSize = 6;

    /// <summary>Reads the marker from the record of a control batch; false when the record is something else.</summary>
    public static bool TryRead(in Record record, out TransactionMarker marker)
    {
        marker = default;
        if (record.Key is not { Length: >= KeySize } key || record.Value is not { Length: >= ValueSize } value)
        {
            return false;
        }

        var type = (ControlRecordType)BinaryPrimitives.ReadInt16BigEndian(key.Span[sizeof(short)..]);
        marker = new TransactionMarker(type, BinaryPrimitives.ReadInt32BigEndian(value.Span[sizeof(short)..]));
        return type is ControlRecordType.Abort or ControlRecordType.Commit;
    }

    /// <summary>Builds the control batch of one marker, which has no sequence.</summary>
    /// <param name="producerId">The transaction's producer.</param>
    /// <param name="producerEpoch">Its epoch.</param>
    /// <param name="timestampMs">When the transaction ended, in milliseconds since 1970.</param>
    /// <param name="pool">Where the batch is rented; <see cref="SharedBufferPool.Default"/> without it.</param>
    /// <returns>The batch, whose only holder is the caller.</returns>
    public SharedBuffer BuildBatch(
        long producerId, short producerEpoch, long timestampMs, SharedBufferPool? pool = null)
    {
        var key = new byte[KeySize];
        BinaryPrimitives.WriteInt16BigEndian(key.AsSpan(sizeof(short)), (short)Type);
        var value = new byte[ValueSize];
        BinaryPrimitives.WriteInt32BigEndian(value.AsSpan(sizeof(short)), CoordinatorEpoch);
        var options = new RecordBatchOptions
        {
            ProducerId = producerId,
            ProducerEpoch = producerEpoch,
            IsTransactional = true,
            IsControl = true,
        };
        using var builder = new RecordBatchBuilder(options, pool);
        builder.Append(timestampMs, key, value);
        return builder.Build();
    }
}

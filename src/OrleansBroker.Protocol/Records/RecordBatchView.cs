using System.Buffers.Binary;

namespace OrleansBroker.Protocol.Records;

/// <summary>The fields of a record batch (magic 2), read where they lie.</summary>
/// <remarks>
/// <code>
///  at  size  field
///   0     8  base offset
///   8     4  length of what follows this field
///  12     4  partition leader epoch
///  16     1  magic (2)
///  17     4  CRC-32C of everything from the attributes on
///  21     2  attributes: 0-2 compression, 3 timestamp type, 4 transactional, 5 control, 6 delete horizon
///  23     4  last offset delta
///  27     8  base timestamp (the delete horizon where attribute 6 is set)
///  35     8  max timestamp
///  43     8  producer id
///  51     2  producer epoch
///  53     4  base sequence
///  57     4  record count
///  61        records, compressed together
/// </code>
/// Offset and leader epoch stand before the CRC's range because the broker sets them: appending a batch costs no second
/// pass over its bytes. The view borrows the span it was made from and never writes.
/// </remarks>
public readonly ref struct RecordBatchView
{
    /// <summary>Position of the base offset.</summary>
    public const int BaseOffsetAt = 0;

    /// <summary>Position of the batch length.</summary>
    public const int LengthAt = 8;

    /// <summary>Position of the partition leader epoch.</summary>
    public const int LeaderEpochAt = 12;

    /// <summary>Position of the magic byte, the same in every version of the format.</summary>
    public const int MagicAt = 16;

    /// <summary>Position of the CRC.</summary>
    public const int CrcAt = 17;

    /// <summary>Position of the attributes, where the CRC's range begins.</summary>
    public const int AttributesAt = 21;

    /// <summary>Position of the last offset delta.</summary>
    public const int LastOffsetDeltaAt = 23;

    /// <summary>Position of the base timestamp.</summary>
    public const int BaseTimestampAt = 27;

    /// <summary>Position of the max timestamp.</summary>
    public const int MaxTimestampAt = 35;

    /// <summary>Position of the producer id.</summary>
    public const int ProducerIdAt = 43;

    /// <summary>Position of the producer epoch.</summary>
    public const int ProducerEpochAt = 51;

    /// <summary>Position of the base sequence.</summary>
    public const int BaseSequenceAt = 53;

    /// <summary>Position of the record count.</summary>
    public const int RecordCountAt = 57;

    /// <summary>Length of the header, and so the position of the first record.</summary>
    public const int HeaderSize = 61;

    /// <summary>Base offset and length: what the length field does not count.</summary>
    public const int LengthOverhead = 12;

    /// <summary>The only magic that is written, and accepted from a producer.</summary>
    public const byte CurrentMagic = 2;

    internal const short CompressionMask = 0x07;
    internal const short TimestampTypeFlag = 0x08;
    internal const short TransactionalFlag = 0x10;
    internal const short ControlFlag = 0x20;
    internal const short DeleteHorizonFlag = 0x40;

    private readonly ReadOnlySpan<byte> _batch;

    /// <summary>Views a batch that <see cref="TryRead"/> accepted before.</summary>
    /// <param name="batch">Exactly the batch's bytes, or at least its header when only header fields are read.</param>
    public RecordBatchView(ReadOnlySpan<byte> batch) => _batch = batch;

    /// <summary>Every byte of the batch.</summary>
    public ReadOnlySpan<byte> Bytes => _batch;

    /// <summary>Offset of the first record, as far as compaction left it.</summary>
    public long BaseOffset => Int64(BaseOffsetAt);

    /// <summary>The length field: bytes that follow it.</summary>
    public int BatchLength => Int32(LengthAt);

    /// <summary>Whole size of the batch, from its length field.</summary>
    public int SizeInBytes => BatchLength + LengthOverhead;

    /// <summary>Epoch of the leader that appended the batch; -1 in a producer's hands.</summary>
    public int PartitionLeaderEpoch => Int32(LeaderEpochAt);

    /// <summary>Version of the format.</summary>
    public byte Magic => _batch[MagicAt];

    /// <summary>The CRC-32C that the batch carries.</summary>
    public uint Crc => BinaryPrimitives.ReadUInt32BigEndian(_batch[CrcAt..]);

    /// <summary>The raw attribute bits.</summary>
    public short Attributes => BinaryPrimitives.ReadInt16BigEndian(_batch[AttributesAt..]);

    /// <summary>The codec; a value outside the enum where the batch names one that does not exist.</summary>
    public CompressionType Compression => (CompressionType)(Attributes & CompressionMask);

    /// <summary>Who set the timestamps.</summary>
    public TimestampType TimestampType =>
        (Attributes & TimestampTypeFlag) != 0 ? TimestampType.LogAppendTime : TimestampType.CreateTime;

    /// <summary>Whether the batch belongs to a transaction.</summary>
    public bool IsTransactional => (Attributes & TransactionalFlag) != 0;

    /// <summary>Whether the batch holds a transaction marker and not a client's records.</summary>
    public bool IsControl => (Attributes & ControlFlag) != 0;

    /// <summary>Whether the base timestamp holds the delete horizon of the batch's tombstones (KIP-534).</summary>
    public bool HasDeleteHorizon => (Attributes & DeleteHorizonFlag) != 0;

    /// <summary>When the batch's tombstones and markers may go, in milliseconds since 1970; -1 when not set.</summary>
    public long DeleteHorizonMs => HasDeleteHorizon ? BaseTimestamp : -1;

    /// <summary>Last offset minus base offset; compaction keeps it.</summary>
    public int LastOffsetDelta => Int32(LastOffsetDeltaAt);

    /// <summary>Offset of the last record.</summary>
    public long LastOffset => BaseOffset + LastOffsetDelta;

    /// <summary>What the records' timestamp deltas add to, in milliseconds since 1970.</summary>
    public long BaseTimestamp => Int64(BaseTimestampAt);

    /// <summary>Largest timestamp of the batch, in milliseconds since 1970; -1 when it has none.</summary>
    public long MaxTimestamp => Int64(MaxTimestampAt);

    /// <summary>The idempotent producer; -1 without one.</summary>
    public long ProducerId => Int64(ProducerIdAt);

    /// <summary>Whether a producer id is set.</summary>
    public bool HasProducerId => ProducerId >= 0;

    /// <summary>The producer's epoch; -1 without one.</summary>
    public short ProducerEpoch => BinaryPrimitives.ReadInt16BigEndian(_batch[ProducerEpochAt..]);

    /// <summary>Sequence of the first record; -1 without one.</summary>
    public int BaseSequence => Int32(BaseSequenceAt);

    /// <summary>Sequence of the last record, which continues with 0 after 2^31 - 1; -1 without one.</summary>
    public int LastSequence => BaseSequence < 0 ? -1 : (BaseSequence + LastOffsetDelta) & int.MaxValue;

    /// <summary>Number of records that the header promises.</summary>
    public int RecordCount => Int32(RecordCountAt);

    /// <summary>The records, compressed when <see cref="Compression"/> says so.</summary>
    public ReadOnlySpan<byte> Records => _batch[HeaderSize..];

    /// <summary>Views the first batch of <paramref name="bytes"/>; other batches may follow it.</summary>
    /// <param name="bytes">Bytes from a log or a peer.</param>
    /// <param name="view">The batch alone, from its first to its last byte.</param>
    /// <param name="error">What is wrong when the answer is false.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RecordBatchView view, out RecordBatchError error)
    {
        view = default;
        error = Check(bytes);
        if (error != RecordBatchError.None)
        {
            return false;
        }

        var size = LengthOverhead + BinaryPrimitives.ReadInt32BigEndian(bytes[LengthAt..]);
        view = new RecordBatchView(bytes[..size]);
        return true;
    }

    /// <summary>Whether the CRC fits the bytes: one pass over the whole batch.</summary>
    public bool IsCrcValid() => Crc32C.Compute(_batch[AttributesAt..]) == Crc;

    private static RecordBatchError Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= MagicAt)
        {
            return RecordBatchError.Incomplete;
        }

        if (bytes[MagicAt] != CurrentMagic)
        {
            return RecordBatchError.UnsupportedMagic;
        }

        // The length may be anything up to 2^31 - 1: adding to it first could overflow.
        var length = BinaryPrimitives.ReadInt32BigEndian(bytes[LengthAt..]);
        if (length < HeaderSize - LengthOverhead)
        {
            return RecordBatchError.LengthTooSmall;
        }

        return length > bytes.Length - LengthOverhead ? RecordBatchError.Incomplete : RecordBatchError.None;
    }

    private int Int32(int at) => BinaryPrimitives.ReadInt32BigEndian(_batch[at..]);

    private long Int64(int at) => BinaryPrimitives.ReadInt64BigEndian(_batch[at..]);
}

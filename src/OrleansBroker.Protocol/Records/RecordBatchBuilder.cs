using System.Buffers;
using System.Buffers.Binary;
using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Protocol.Records;

/// <summary>Builds one record batch: append records, then <see cref="Build"/>.</summary>
/// <remarks>
/// Not thread-safe. What is appended is copied at once. Owns its buffers until <see cref="Dispose"/>; the buffer that
/// <see cref="Build"/> returns is the caller's.
/// </remarks>
public sealed class RecordBatchBuilder : IDisposable
{
    /// <summary>The timestamp of a record that has none.</summary>
    public const long NoTimestamp = -1;

    private const int FirstLength = 4096 - RecordBatchView.HeaderSize;

    private readonly RecordBatchOptions _options;
    private readonly SharedBufferPool _pool;
    private readonly PooledBufferWriter _batch;
    private long _baseTimestamp;
    private long _maxTimestamp = NoTimestamp;
    private int _lastOffsetDelta = -1;

    /// <summary>Starts an empty batch.</summary>
    /// <param name="options">Header fields; the defaults of a plain producer without it.</param>
    /// <param name="pool">Where buffers are rented; <see cref="SharedBufferPool.Default"/> without it.</param>
    public RecordBatchBuilder(RecordBatchOptions? options = null, SharedBufferPool? pool = null)
    {
        _options = options ?? RecordBatchOptions.Default;
        _pool = pool ?? SharedBufferPool.Default;
        _baseTimestamp = _options.DeleteHorizonMs ?? NoTimestamp;
        _batch = new PooledBufferWriter(_pool, FirstLength);
        _batch.GetSpan(RecordBatchView.HeaderSize);
        _batch.Advance(RecordBatchView.HeaderSize);
    }

    /// <summary>Number of records appended.</summary>
    public int RecordCount { get; private set; }

    /// <summary>Size of the batch so far, not compressed.</summary>
    public int UncompressedSize => _batch.Length;

    private CompressionType Codec => RecordCount == 0 ? CompressionType.None : _options.Compression;

    /// <summary>Appends a record at the next offset.</summary>
    /// <param name="timestampMs">Milliseconds since 1970, or <see cref="NoTimestamp"/>.</param>
    /// <param name="key">The key or null; a null <c>byte[]</c> variable converts to an empty key, not to null.</param>
    /// <param name="value">The value or null, likewise.</param>
    /// <param name="headers">The headers.</param>
    /// <exception cref="InvalidOperationException">The batch would pass 2 GB.</exception>
    public void Append(
        long timestampMs,
        ReadOnlyMemory<byte>? key,
        ReadOnlyMemory<byte>? value,
        params ReadOnlySpan<RecordHeader> headers)
    {
        var headersSize = 0L;
        foreach (var header in headers)
        {
            headersSize += SizeOfBytes(header.KeyUtf8) + SizeOfBytes(header.Value);
        }

        Begin(_lastOffsetDelta + 1L, timestampMs, key, value, headersSize, headers.Length);
        foreach (var header in headers)
        {
            WriteBytes(header.KeyUtf8);
            WriteBytes(header.Value);
        }
    }

    /// <summary>Appends a record of another batch at its own offset, which may leave a gap: compaction's way.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The offset is not beyond the last one appended.</exception>
    public void Append(in Record record)
    {
        var offsetDelta = record.Offset - _options.BaseOffset;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(offsetDelta, _lastOffsetDelta, nameof(record));
        var headers = record.Headers;
        Begin(offsetDelta, record.TimestampMs, record.Key, record.Value, headers.Bytes.Length, headers.Count);
        _batch.Write(headers.Bytes.Span);
    }

    /// <summary>
    /// Appends records of the batch that this one replaces as they are. All of the new batch's records come this way,
    /// in their order: they count from the same base offset and base timestamp.
    /// </summary>
    /// <param name="records">The records' bytes.</param>
    /// <param name="count">Their number, at least one.</param>
    /// <param name="lastOffsetDelta">Offset delta of the last one.</param>
    /// <param name="baseTimestamp">Base timestamp of the replaced batch.</param>
    /// <param name="maxTimestamp">Largest timestamp among them.</param>
    public void AppendRun(
        ReadOnlySpan<byte> records, int count, int lastOffsetDelta, long baseTimestamp, long maxTimestamp)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lastOffsetDelta, _lastOffsetDelta);
        _batch.Write(records);
        _baseTimestamp = baseTimestamp;
        _maxTimestamp = Math.Max(_maxTimestamp, maxTimestamp);
        _lastOffsetDelta = lastOffsetDelta;
        RecordCount += count;
    }

    /// <summary>
    /// Finishes the batch; the builder takes no more records. Without records it is a bare header, not compressed: what
    /// compaction leaves of a batch whose producer's last sequence must stay known.
    /// </summary>
    /// <returns>The batch with a valid CRC, whose only holder is the caller.</returns>
    /// <exception cref="CompressionUnavailableException">The machine lacks the codec's library.</exception>
    public SharedBuffer Build()
    {
        if (Codec == CompressionType.None)
        {
            return Seal(_batch);
        }

        using var compressed = new PooledBufferWriter(_pool, _batch.Length);
        compressed.GetSpan(RecordBatchView.HeaderSize);
        compressed.Advance(RecordBatchView.HeaderSize);
        Compression.For(Codec)
            .Compress(_batch.Written[RecordBatchView.HeaderSize..], compressed, _options.CompressionLevel);
        return Seal(compressed);
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose() => _batch.Dispose();

    private static int SizeOfBytes(ReadOnlyMemory<byte>? bytes) =>
        bytes is { } present ? Varint.SizeOf(present.Length) + present.Length : Varint.SizeOf(-1);

    /// <summary>Writes a record up to its header count.</summary>
    private void Begin(
        long offsetDelta,
        long timestampMs,
        ReadOnlyMemory<byte>? key,
        ReadOnlyMemory<byte>? value,
        long headersSize,
        int headerCount)
    {
        if (RecordCount == 0 && _options.DeleteHorizonMs is null)
        {
            _baseTimestamp = timestampMs;
        }

        var timestampDelta = timestampMs - _baseTimestamp;
        var size = 1L + Varint.SizeOf(timestampDelta) + Varint.SizeOf(offsetDelta)
            + SizeOfBytes(key) + SizeOfBytes(value) + Varint.SizeOf(headerCount) + headersSize;
        if (offsetDelta > int.MaxValue || _batch.Length + size + Varint.SizeOf(size) > Array.MaxLength)
        {
            throw new InvalidOperationException("The record does not fit the batch any more.");
        }

        WriteVarint(size);
        WriteAttributes();
        WriteVarint(timestampDelta);
        WriteVarint(offsetDelta);
        WriteBytes(key);
        WriteBytes(value);
        WriteVarint(headerCount);
        RecordCount++;
        _lastOffsetDelta = (int)offsetDelta;
        _maxTimestamp = Math.Max(_maxTimestamp, timestampMs);
    }

    /// <summary>A record's attributes exist for the future: 0.</summary>
    private void WriteAttributes()
    {
        _batch.GetSpan(1)[0] = 0;
        _batch.Advance(1);
    }

    private void WriteVarint(long value)
    {
        var size = Varint.SizeOf(value);
        Varint.Write(_batch.GetSpan(size), value);
        _batch.Advance(size);
    }

    private void WriteBytes(ReadOnlyMemory<byte>? bytes)
    {
        WriteVarint(bytes?.Length ?? -1);
        _batch.Write(bytes.GetValueOrDefault().Span);
    }

    private SharedBuffer Seal(PooledBufferWriter batch)
    {
        WriteHeader(batch.Written);
        return batch.Detach();
    }

    private void WriteHeader(Span<byte> batch)
    {
        RecordBatchHeader.SetBaseOffset(batch, _options.BaseOffset);
        WriteInt32(batch, RecordBatchView.LengthAt, batch.Length - RecordBatchView.LengthOverhead);
        RecordBatchHeader.SetLeaderEpoch(batch, _options.LeaderEpoch);
        batch[RecordBatchView.MagicAt] = RecordBatchView.CurrentMagic;
        BinaryPrimitives.WriteInt16BigEndian(batch[RecordBatchView.AttributesAt..], Attributes());
        WriteInt32(batch, RecordBatchView.LastOffsetDeltaAt, LastOffsetDelta());
        WriteInt64(batch, RecordBatchView.BaseTimestampAt, _baseTimestamp);
        WriteInt64(batch, RecordBatchView.MaxTimestampAt, _options.LogAppendTimeMs ?? _maxTimestamp);
        WriteInt64(batch, RecordBatchView.ProducerIdAt, _options.ProducerId);
        BinaryPrimitives.WriteInt16BigEndian(batch[RecordBatchView.ProducerEpochAt..], _options.ProducerEpoch);
        WriteInt32(batch, RecordBatchView.BaseSequenceAt, _options.BaseSequence);
        WriteInt32(batch, RecordBatchView.RecordCountAt, RecordCount);
        RecordBatchHeader.SealCrc(batch);
    }

    private int LastOffsetDelta() =>
        _options.LastOffset is { } last ? checked((int)(last - _options.BaseOffset)) : _lastOffsetDelta;

    private short Attributes()
    {
        var attributes = (int)Codec;
        attributes |= _options.LogAppendTimeMs is null ? 0 : RecordBatchView.TimestampTypeFlag;
        attributes |= _options.IsTransactional ? RecordBatchView.TransactionalFlag : 0;
        attributes |= _options.IsControl ? RecordBatchView.ControlFlag : 0;
        attributes |= _options.DeleteHorizonMs is null ? 0 : RecordBatchView.DeleteHorizonFlag;
        return (short)attributes;
    }

    private static void WriteInt32(Span<byte> batch, int at, int value) =>
        BinaryPrimitives.WriteInt32BigEndian(batch[at..], value);

    private static void WriteInt64(Span<byte> batch, int at, long value) =>
        BinaryPrimitives.WriteInt64BigEndian(batch[at..], value);
}

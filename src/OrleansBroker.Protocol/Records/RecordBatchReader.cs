using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Protocol.Records;

/// <summary>
/// Reads the records of one batch: <c>foreach (var record in reader)</c>. Records are slices of the batch, or of a
/// pooled buffer with the decompressed records.
/// </summary>
/// <remarks>
/// Not thread-safe. Borrows the batch, which must stay unchanged, and owns the decompressed copy until
/// <see cref="Dispose"/>; records are void from then on. Does not check the CRC.
/// </remarks>
public sealed class RecordBatchReader : IDisposable
{
    private readonly SharedBuffer? _decompressed;
    private readonly ReadOnlyMemory<byte> _records;
    private readonly long _baseOffset;
    private readonly long _baseTimestamp;
    private readonly long? _logAppendTime;

    /// <summary>Opens a batch and decompresses it when it is compressed.</summary>
    /// <param name="batch">Starts with the batch.</param>
    /// <param name="maxDecompressedBytes">Most bytes that the records may become.</param>
    /// <param name="pool">
    /// Where the decompressed records are rented; <see cref="SharedBufferPool.Default"/> without it.
    /// </param>
    /// <exception cref="RecordBatchException">It is no batch, or its records cannot be decompressed.</exception>
    /// <exception cref="CompressionUnavailableException">The machine lacks the codec's library.</exception>
    public RecordBatchReader(
        ReadOnlyMemory<byte> batch,
        int maxDecompressedBytes = BatchLimits.DefaultMaxDecompressedBytes,
        SharedBufferPool? pool = null)
    {
        if (!RecordBatchView.TryRead(batch.Span, out var view, out var error))
        {
            throw new RecordBatchException($"The bytes are no record batch: {error}.");
        }

        RecordCount = view.RecordCount;
        _baseOffset = view.BaseOffset;
        _baseTimestamp = view.BaseTimestamp;
        _logAppendTime = view.TimestampType == TimestampType.LogAppendTime ? view.MaxTimestamp : null;
        _records = batch[RecordBatchView.HeaderSize..view.SizeInBytes];
        if (view.Compression != CompressionType.None)
        {
            _decompressed = Compression.For(view.Compression)
                .Decompress(_records.Span, maxDecompressedBytes, pool ?? SharedBufferPool.Default);
            _records = _decompressed.Memory;
        }
    }

    /// <summary>Number of records that the header promises; enumerating checks it.</summary>
    public int RecordCount { get; }

    /// <summary>The records one after the other, decompressed: what <see cref="RecordCursor"/>'s positions count
    /// in.</summary>
    public ReadOnlySpan<byte> Records => _records.Span;

    /// <summary>Starts at the first record.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Starts at the first record, for a walk that makes no <see cref="Record"/> of it.</summary>
    public RecordCursor GetCursor() => new(_records.Span, RecordCount);

    /// <summary>Gives the decompressed records back.</summary>
    public void Dispose() => _decompressed?.Release();

    private Record Read(ref int at)
    {
        if (!RecordLayout.TryRead(_records.Span, at, out var layout))
        {
            throw new RecordBatchException($"The record at byte {at} is cut short or a length in it is wrong.");
        }

        at = layout.End;
        return new Record
        {
            Offset = _baseOffset + layout.OffsetDelta,
            OffsetDelta = layout.OffsetDelta,
            TimestampMs = _logAppendTime ?? _baseTimestamp + layout.TimestampDelta,
            TimestampDelta = layout.TimestampDelta,
            Key = Slice(layout.KeyAt, layout.KeyLength),
            Value = Slice(layout.ValueAt, layout.ValueLength),
            Headers = new RecordHeaders(_records[layout.HeadersAt..layout.End], layout.HeaderCount),
        };
    }

    /// <summary>A bare null would become an empty memory here: null converts to it by way of byte[].</summary>
    private ReadOnlyMemory<byte>? Slice(int at, int length) =>
        length < 0 ? default(ReadOnlyMemory<byte>?) : _records.Slice(at, length);

    /// <summary>Walks the records in their order.</summary>
    public struct Enumerator
    {
        private readonly RecordBatchReader _reader;
        private int _at;
        private int _left;

        internal Enumerator(RecordBatchReader reader)
        {
            _reader = reader;
            _left = reader.RecordCount;
        }

        /// <summary>The record that <see cref="MoveNext"/> found.</summary>
        public Record Current { get; private set; }

        /// <summary>Goes to the next record.</summary>
        /// <exception cref="RecordBatchException">
        /// A record is malformed, or there are more or fewer than promised.
        /// </exception>
        public bool MoveNext()
        {
            if (_left > 0)
            {
                Current = _reader.Read(ref _at);
                _left--;
                return true;
            }

            var isComplete = _left == 0 && _at == _reader._records.Length;
            return isComplete
                ? false
                : throw new RecordBatchException($"The batch does not hold its {_reader.RecordCount} records.");
        }
    }
}

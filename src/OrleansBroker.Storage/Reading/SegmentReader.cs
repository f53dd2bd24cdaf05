using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Reading;

/// <summary>
/// One read of a segment's file into a pooled buffer. Every batch that comes from a file is verified, each time: it
/// costs a tenth of the read, and a bit that flips on the disk is never served, whenever it flips.
/// </summary>
internal ref struct SegmentReader
{
    /// <summary>Most bytes of one read, whatever a client asks for.</summary>
    private const int BytesMax = 4 << 20;

    /// <summary>Bytes beside the answer: from the index entry to the first batch wanted.</summary>
    private const int LeadBytes = 8 << 10;

    private readonly LogSegment _segment;
    private readonly ReadRequest _request;
    private readonly int _maxBytes;
    private readonly int _size;
    private long? _indexedOffset;
    private int _position;
    private long _offsetMin;

    /// <summary>Prepares a read.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="start">Where a batch begins, at or before the one that holds the offset.</param>
    public SegmentReader(LogSegment segment, in ReadRequest request, ReadStart start)
    {
        _segment = segment;
        _request = request;
        _maxBytes = Math.Min(request.MaxBytes, BytesMax);
        _size = segment.Size;
        _position = start.Position;
        _offsetMin = start.OffsetMin;
        _indexedOffset = start.IndexedOffset;
    }

    /// <summary>Whether there was no answer because of bytes that are no batch.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Where the next read goes on, after an answer.</summary>
    public readonly int Position => _position;

    /// <summary>
    /// The batches from the start on, which is where the offset's batch begins, when all of them are in the operating
    /// system's memory. Does not wait for the disk. Null says nothing.
    /// </summary>
    public LogRead? TryReadCached()
    {
        var length = Math.Min(_size - _position, _maxBytes);
        if (length < RecordBatchView.HeaderSize || _segment.UsedFile is not { } file)
        {
            return null;
        }

        var buffer = SharedBufferPool.Default.Rent(length);
        if (file.ReadCached(buffer.Span, _position) == length)
        {
            var (end, nextOffset) = Take(buffer.Span, _maxBytes);
            if (end > 0)
            {
                _position += end;
                return new LogRead(buffer, buffer.Memory[..end], nextOffset);
            }
        }

        buffer.Release();
        return null;
    }

    /// <summary>The batches from the one that holds the offset on; null when the segment has none there.</summary>
    public LogRead? Read()
    {
        // A wrong index may point anywhere, and not finding a batch there does not mean that there is none.
        IsDamaged = _indexedOffset is not null && (uint)_position >= (uint)_size;
        while (_position < _size && !IsDamaged)
        {
            var length = (int)Math.Min(_size - _position, (long)_maxBytes + LeadBytes);
            var buffer = SharedBufferPool.Default.Rent(length);
            if (Read(buffer) is { } read)
            {
                return read;
            }

            buffer.Release();
        }

        return null;
    }

    /// <summary>Reads at the position; without an answer, the position has moved to where to read on.</summary>
    private LogRead? Read(SharedBuffer buffer)
    {
        var bytes = buffer.Memory[.._segment.File().Read(buffer.Span, _position)];
        var begin = Skip(bytes.Span);
        _position += begin;
        if (IsDamaged || bytes.Length - begin < RecordBatchView.HeaderSize)
        {
            return null;
        }

        bytes = bytes[begin..];
        var first = new RecordBatchView(bytes.Span).SizeInBytes;
        if (first > bytes.Length && (first <= _maxBytes || _request.AtLeastOneBatch))
        {
            return ReadLarge(first);
        }

        var (end, nextOffset) = Take(bytes.Span, _maxBytes);
        _position += end;
        return IsDamaged ? null : new LogRead(buffer, bytes[..end], nextOffset);
    }

    /// <summary>A first batch that is larger than the buffer gets one of its own.</summary>
    private LogRead? ReadLarge(int length)
    {
        var buffer = SharedBufferPool.Default.Rent(length);
        var read = _segment.File().Read(buffer.Span, _position);
        var (end, nextOffset) = Take(buffer.Span[..read], length);
        _position += end;
        if (!IsDamaged)
        {
            return new LogRead(buffer, buffer.Memory[..end], nextOffset);
        }

        buffer.Release();
        return null;
    }

    /// <summary>Where the batch that holds the offset begins; may lie behind the bytes.</summary>
    private int Skip(ReadOnlySpan<byte> bytes)
    {
        var left = _size - _position;
        var at = 0;
        var previous = 0;
        while (at + RecordBatchView.HeaderSize <= bytes.Length)
        {
            var batch = new RecordBatchView(bytes[at..]);
            var isIndexed = _indexedOffset is null || _indexedOffset == batch.LastOffset;
            IsDamaged = !isIndexed || !IsNext(batch, left - at);
            if (IsDamaged || batch.LastOffset >= _request.Offset)
            {
                // Offsets that seem to be missing may have been in the batch before, if its header lies.
                var isMissing = at > 0 && batch.BaseOffset > _request.Offset;
                IsDamaged |= isMissing && !new RecordBatchView(bytes[previous..at]).IsCrcValid();
                _offsetMin = _indexedOffset is null ? _offsetMin : batch.BaseOffset;
                return at;
            }

            _offsetMin = batch.LastOffset + 1;
            _indexedOffset = null;
            previous = at;
            at += batch.SizeInBytes;
        }

        // A header that the buffer cuts is read again; only the file's end makes it damage.
        IsDamaged = at < left && left - at < RecordBatchView.HeaderSize;
        return at;
    }

    /// <summary>Verifies batches from the first byte on, as many as were asked for; damage counts when it is the
    /// first.</summary>
    private (int End, long NextOffset) Take(ReadOnlySpan<byte> bytes, int maxBytes)
    {
        var at = 0;
        var nextOffset = _request.Offset;
        while (at + RecordBatchView.HeaderSize <= bytes.Length)
        {
            var batch = new RecordBatchView(bytes[at..]);
            var isNext = IsNext(batch, int.MaxValue);
            if (isNext && !IsWanted(batch, bytes.Length - at, at, maxBytes))
            {
                // An empty answer must not rest on a header that lies about its last offset.
                var isWhole = at == 0 && batch.SizeInBytes <= bytes.Length;
                IsDamaged = isWhole && !IsIntact(bytes, batch.SizeInBytes, _offsetMin);
                break;
            }

            var size = batch.SizeInBytes;
            if (!isNext || !IsIntact(bytes[at..], size, _offsetMin))
            {
                IsDamaged = at == 0;
                break;
            }

            at += size;
            _offsetMin = nextOffset = batch.LastOffset + 1;
        }

        return (at, nextOffset);
    }

    private readonly bool IsWanted(RecordBatchView batch, int left, int at, int maxBytes) =>
        batch.LastOffset < _request.UpperBound
        && batch.SizeInBytes <= left
        && (at + batch.SizeInBytes <= maxBytes || (at == 0 && _request.AtLeastOneBatch));

    private readonly bool IsNext(RecordBatchView batch, int left) =>
        BatchOrder.IsHeader(batch, left) && batch.BaseOffset >= _offsetMin && batch.LastOffset < _segment.NextOffset;

    private static bool IsIntact(ReadOnlySpan<byte> bytes, int size, long expected)
    {
        var isFollowed = bytes.Length - size >= RecordBatchView.HeaderSize;
        return new RecordBatchView(bytes[..size]).IsCrcValid()
            && !(isFollowed && BatchOrder.IsContradicted(
                new RecordBatchView(bytes), new RecordBatchView(bytes[size..]), int.MaxValue, expected));
    }
}

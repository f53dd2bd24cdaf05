using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Reading;

/// <summary>
/// Reads batches of one segment from its file into a pooled buffer. Every batch that comes from a file is verified,
/// each time: it costs a tenth of the read, and a bit that flips on the disk is never served, whenever it flips.
/// </summary>
internal static class SegmentReader
{
    /// <summary>Most bytes of one read, whatever a client asks for.</summary>
    private const int BytesMax = 4 << 20;

    /// <summary>Bytes beside the answer: from the index entry to the first batch wanted.</summary>
    private const int LeadBytes = 8 << 10;

    /// <summary>
    /// The batches from the one that holds the offset on; null when the segment has none there, with the position of
    /// bytes that are no batch when that is why.
    /// </summary>
    public static LogRead? TryRead(LogSegment segment, in ReadRequest request, int position, out bool isDamaged)
    {
        var size = segment.Size;
        var maxBytes = Math.Min(request.MaxBytes, BytesMax);
        isDamaged = false;
        while (position < size)
        {
            var length = (int)Math.Min(size - position, (long)maxBytes + LeadBytes);
            var buffer = SharedBufferPool.Default.Rent(length);
            var answer = Take(segment, request, maxBytes, buffer, ref position, size, out isDamaged);
            if (answer is { } read)
            {
                return read;
            }

            buffer.Release();
            if (isDamaged)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Reads at the position; without an answer, the position has moved to where to read on.</summary>
    private static LogRead? Take(
        LogSegment segment, in ReadRequest request, int maxBytes, SharedBuffer buffer, ref int position, int size,
        out bool isDamaged)
    {
        var bytes = buffer.Memory[..segment.File().Read(buffer.Span, position)];
        var begin = Begin(bytes.Span, request.Offset, size - position, out isDamaged);
        if (isDamaged || begin + RecordBatchView.HeaderSize > bytes.Length)
        {
            position += begin;
            return null;
        }

        var first = new RecordBatchView(bytes.Span[begin..]).SizeInBytes;
        if (first > bytes.Length - begin && (first <= maxBytes || request.AtLeastOneBatch))
        {
            return TakeLarge(segment, request, position + begin, first, out isDamaged);
        }

        var (end, nextOffset) = End(bytes.Span, begin, maxBytes, request, out isDamaged);
        isDamaged &= end == begin;
        return isDamaged ? null : new LogRead(buffer, bytes[begin..end], nextOffset);
    }

    /// <summary>A first batch that is larger than the buffer gets one of its own.</summary>
    private static LogRead? TakeLarge(
        LogSegment segment, in ReadRequest request, int position, int length, out bool isDamaged)
    {
        var buffer = SharedBufferPool.Default.Rent(length);
        var read = segment.File().Read(buffer.Span, position);
        var (end, nextOffset) = End(buffer.Span[..read], 0, length, request, out isDamaged);
        if (!isDamaged)
        {
            return new LogRead(buffer, buffer.Memory[..end], nextOffset);
        }

        buffer.Release();
        return null;
    }

    /// <summary>Where the batch that holds the offset begins; may lie behind the bytes.</summary>
    private static int Begin(ReadOnlySpan<byte> bytes, long offset, int left, out bool isDamaged)
    {
        isDamaged = false;
        var at = 0;
        while (at + RecordBatchView.HeaderSize <= bytes.Length)
        {
            var batch = new RecordBatchView(bytes[at..]);
            isDamaged = !IsHeader(batch, left - at);
            if (isDamaged || batch.LastOffset >= offset)
            {
                return at;
            }

            at += batch.SizeInBytes;
        }

        // A header that the buffer cuts is read again; only the file's end makes it damage.
        isDamaged = at < left && left - at < RecordBatchView.HeaderSize;
        return at;
    }

    private static (int End, long NextOffset) End(
        ReadOnlySpan<byte> bytes, int begin, int maxBytes, in ReadRequest request, out bool isDamaged)
    {
        isDamaged = false;
        var at = begin;
        var nextOffset = request.Offset;
        while (at + RecordBatchView.HeaderSize <= bytes.Length)
        {
            var header = new RecordBatchView(bytes[at..]);
            isDamaged = !IsHeader(header, int.MaxValue);
            if (isDamaged || header.LastOffset >= request.UpperBound || header.SizeInBytes > bytes.Length - at)
            {
                break;
            }

            var size = header.SizeInBytes;
            if (at - begin + size > maxBytes && !(at == begin && request.AtLeastOneBatch))
            {
                break;
            }

            isDamaged = !new RecordBatchView(bytes.Slice(at, size)).IsCrcValid();
            if (isDamaged)
            {
                break;
            }

            at += size;
            nextOffset = header.LastOffset + 1;
        }

        return (at, nextOffset);
    }

    private static bool IsHeader(RecordBatchView batch, int left) =>
        batch.Magic == RecordBatchView.CurrentMagic
        && batch.BatchLength >= RecordBatchView.HeaderSize - RecordBatchView.LengthOverhead
        && batch.BatchLength <= left - RecordBatchView.LengthOverhead
        && batch.LastOffsetDelta >= 0;
}

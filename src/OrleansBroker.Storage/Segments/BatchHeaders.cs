using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Storage.Segments;

/// <summary>
/// Single headers of a segment, each by a short read: for who asks for a few of them, all over the file. Stateless.
/// </summary>
internal static class BatchHeaders
{
    /// <summary>Where a batch begins, at or before the one that holds the offset.</summary>
    public static int Start(LogSegment segment, long offset) =>
        segment.Offsets.Floor(offset) is { } entry && segment.Holds(entry) ? entry.Position : 0;

    /// <summary>The header there; null at the end, and at bytes that are no batch.</summary>
    public static BatchInfo? At(LogSegment segment, int position)
    {
        Span<byte> bytes = stackalloc byte[RecordBatchView.HeaderSize];
        if (position >= segment.Size || segment.File().Read(bytes, position) < bytes.Length)
        {
            return null;
        }

        var header = new RecordBatchView(bytes);
        return BatchOrder.IsHeader(header, segment.Size - position) ? BatchInfo.Of(header) : null;
    }

    /// <summary>The first batch that ends at or behind the offset: it holds the offset, or follows a gap.</summary>
    public static (BatchInfo Header, int Position)? Ending(LogSegment segment, long offset)
    {
        var position = Start(segment, offset);
        while (At(segment, position) is { } batch)
        {
            if (batch.LastOffset >= offset)
            {
                return (batch, position);
            }

            position += batch.SizeInBytes;
        }

        return null;
    }
}

using System.Buffers.Binary;

namespace OrleansBroker.Storage.Segments;

/// <summary>
/// Reads a whole segment, verifying every batch, without changing it: finds what is damaged, and what the indexes
/// should hold.
/// </summary>
internal static class SegmentScan
{
    /// <summary>The damaged ranges, and the bytes of a true offset index and a true, sealed time index.</summary>
    public static (DamagedRange[] Damage, byte[] OffsetIndex, byte[] TimeIndex) Run(
        LogSegment segment, int indexIntervalBytes)
    {
        var size = segment.Size;
        var end = segment.NextOffset;
        var damage = new List<DamagedRange>();
        var entries = new IndexEntries(segment.BaseOffset, indexIntervalBytes);
        var nextOffset = segment.BaseOffset;
        var position = 0;
        while (position < size)
        {
            (position, nextOffset) = Walk(segment, position, nextOffset, size, entries);
            if (position == size)
            {
                break;
            }

            var next = BatchSearch.Behind(segment.File(), position, size, nextOffset);
            var toOffset = next < 0 ? end : BaseOffsetAt(segment, next);
            damage.Add(new DamagedRange(nextOffset, toOffset, position, next < 0 ? size : next));
            position = next < 0 ? size : next;
            nextOffset = toOffset;
        }

        return ([.. damage], entries.Offsets, entries.SealedTimes());
    }

    public static long BaseOffsetAt(LogSegment segment, int position)
    {
        Span<byte> field = stackalloc byte[sizeof(long)];
        segment.File().Read(field, position);
        return BinaryPrimitives.ReadInt64BigEndian(field);
    }

    private static (int Position, long NextOffset) Walk(
        LogSegment segment, int position, long nextOffset, int size, IndexEntries entries)
    {
        var bounds = new OffsetBounds(nextOffset, segment.NextOffset);
        using var scanner = new BatchScanner(segment.File(), position, size, bounds, verify: true);
        while (scanner.MoveNext())
        {
            entries.Add(scanner.Current, scanner.BatchPosition);
            nextOffset = scanner.Current.LastOffset + 1;
            position = scanner.Position;
        }

        return (position, nextOffset);
    }
}

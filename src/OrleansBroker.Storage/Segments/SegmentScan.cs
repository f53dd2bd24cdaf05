using System.Buffers.Binary;
using OrleansBroker.Storage.Indexes;

namespace OrleansBroker.Storage.Segments;

/// <summary>
/// Reads a whole segment, verifying every batch, without changing it: finds what is damaged, and what the offset
/// index should hold.
/// </summary>
internal static class SegmentScan
{
    /// <summary>The damaged ranges, and the bytes of a true offset index.</summary>
    public static (DamagedRange[] Damage, byte[] OffsetIndex) Run(LogSegment segment, int indexIntervalBytes)
    {
        var size = segment.Size;
        var end = segment.NextOffset;
        var damage = new List<DamagedRange>();
        var entries = new MemoryStream();
        var nextOffset = segment.BaseOffset;
        var position = 0;
        while (position < size)
        {
            (position, nextOffset) = Walk(segment, position, nextOffset, size, indexIntervalBytes, entries);
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

        return ([.. damage], entries.ToArray());
    }

    public static long BaseOffsetAt(LogSegment segment, int position)
    {
        Span<byte> field = stackalloc byte[sizeof(long)];
        segment.File().Read(field, position);
        return BinaryPrimitives.ReadInt64BigEndian(field);
    }

    private static (int Position, long NextOffset) Walk(
        LogSegment segment, int position, long nextOffset, int size, int indexIntervalBytes, MemoryStream entries)
    {
        var bounds = new OffsetBounds(nextOffset, segment.NextOffset);
        using var scanner = new BatchScanner(segment.File(), position, size, bounds, verify: true);
        var sinceEntry = 0;
        Span<byte> entry = stackalloc byte[OffsetIndex.EntrySize];
        while (scanner.MoveNext())
        {
            var batch = scanner.Current;
            if (sinceEntry > indexIntervalBytes)
            {
                BinaryPrimitives.WriteInt32BigEndian(entry, (int)(batch.LastOffset - segment.BaseOffset));
                BinaryPrimitives.WriteInt32BigEndian(entry[4..], scanner.BatchPosition);
                entries.Write(entry);
                sinceEntry = 0;
            }

            sinceEntry += batch.SizeInBytes;
            nextOffset = batch.LastOffset + 1;
            position = scanner.Position;
        }

        return (position, nextOffset);
    }
}

using System.Buffers.Binary;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Indexes;

/// <summary>
/// Sparse map of a segment from the largest timestamp so far to the offset where it was reached.
/// </summary>
/// <remarks>
/// <code>
///  at  size  field
///   0     8  largest timestamp among the batches up to the offset
///   8     4  last offset of the batch that carries it, minus the segment's base offset
/// </code>
/// Timestamps ascend strictly. One writer, lock-free readers, as <see cref="IndexFile"/> says.
/// </remarks>
internal sealed class TimeIndex(IFileSystem files, string path, long baseOffset, long lengthOnDisk) : IDisposable
{
    public const int EntrySize = 12;

    public IndexFile File { get; } = new(files, path, EntrySize, lengthOnDisk);

    public int Count => File.Count;

    /// <summary>The largest timestamp recorded, or (-1, base offset).</summary>
    public TimestampOffset Last => Count == 0 ? new(TimestampOffset.NoTimestamp, baseOffset) : Entry(Count - 1);

    /// <summary>Adds an entry unless a later or equal timestamp is there already.</summary>
    public void Add(TimestampOffset largest)
    {
        if (largest.TimestampMs <= Last.TimestampMs)
        {
            return;
        }

        Span<byte> entry = stackalloc byte[EntrySize];
        BinaryPrimitives.WriteInt64BigEndian(entry, largest.TimestampMs);
        BinaryPrimitives.WriteInt32BigEndian(entry[8..], (int)(largest.Offset - baseOffset));
        File.Add(entry);
    }

    /// <summary>The largest timestamp of all entries but the last, or (-1, base offset).</summary>
    public TimestampOffset BeforeLast => Count < 2 ? new(TimestampOffset.NoTimestamp, baseOffset) : Entry(Count - 2);

    /// <summary>
    /// An offset such that every batch that ends at or before it is older than the timestamp, also when a bit of one
    /// entry has flipped: the answer is one entry short of what was found. Is that one right, then all up to the one
    /// found is old enough; is it wrong, then the one found is right, and lies behind.
    /// </summary>
    public long OffsetBefore(long timestampMs)
    {
        var index = LastWhere(timestampMs, static (entry, timestamp) => entry.TimestampMs < timestamp);
        if (index < 1)
        {
            return baseOffset;
        }

        var (before, found) = (Entry(index - 1), Entry(index));
        return before.TimestampMs < found.TimestampMs && before.Offset < found.Offset ? before.Offset : baseOffset;
    }

    /// <summary>Removes the entries of batches that do not end before the offset.</summary>
    public void TruncateTo(long offset) =>
        File.Truncate(LastWhere(offset, static (entry, end) => entry.Offset < end) + 1);

    /// <summary>Whether the entries ascend and stay within the segment's offsets.</summary>
    public bool IsSane()
    {
        var last = new TimestampOffset(TimestampOffset.NoTimestamp, baseOffset);
        for (var index = 0; index < Count; index++)
        {
            var entry = Entry(index);
            if (entry.TimestampMs <= last.TimestampMs || entry.Offset < last.Offset)
            {
                return false;
            }

            last = entry;
        }

        return true;
    }

    public void Dispose() => File.Dispose();

    private TimestampOffset Entry(int index)
    {
        Span<byte> entry = stackalloc byte[EntrySize];
        File.Read(index, entry);
        var relativeOffset = BinaryPrimitives.ReadInt32BigEndian(entry[8..]);
        return new(BinaryPrimitives.ReadInt64BigEndian(entry), baseOffset + relativeOffset);
    }

    private int LastWhere(long bound, Func<TimestampOffset, long, bool> isBefore)
    {
        var low = 0;
        var high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (isBefore(Entry(middle), bound))
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high;
    }
}

using System.Buffers.Binary;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Indexes;

/// <summary>
/// Sparse map of a segment from offset to position in its log file.
/// </summary>
/// <remarks>
/// <code>
///  at  size  field
///   0     4  last offset of a batch, minus the segment's base offset
///   4     4  position of that batch in the log file
/// </code>
/// Entries ascend in both. One writer, lock-free readers, as <see cref="IndexFile"/> says.
/// </remarks>
internal sealed class OffsetIndex(IFileSystem files, string path, long baseOffset, long lengthOnDisk) : IDisposable
{
    public const int EntrySize = 8;

    public IndexFile File { get; } = new(files, path, EntrySize, lengthOnDisk);

    public int Count => File.Count;

    public void Add(long lastOffset, int position)
    {
        Span<byte> entry = stackalloc byte[EntrySize];
        BinaryPrimitives.WriteInt32BigEndian(entry, (int)(lastOffset - baseOffset));
        BinaryPrimitives.WriteInt32BigEndian(entry[4..], position);
        File.Add(entry);
    }

    /// <summary>The indexed batch that ends last at or before the offset: where a scan for the offset starts.</summary>
    public (long Offset, int Position)? Floor(long offset)
    {
        var index = LastAtOrBefore(offset);
        return index < 0 ? null : Entry(index);
    }

    /// <summary>The last entry, or null when there is none.</summary>
    public (long Offset, int Position)? Last => Count == 0 ? null : Entry(Count - 1);

    /// <summary>Removes the entries of batches that do not end before the offset.</summary>
    public void TruncateTo(long offset) => File.Truncate(LastAtOrBefore(offset - 1) + 1);

    public void Dispose() => File.Dispose();

    private (long Offset, int Position) Entry(int index)
    {
        Span<byte> entry = stackalloc byte[EntrySize];
        File.Read(index, entry);
        var relativeOffset = BinaryPrimitives.ReadInt32BigEndian(entry);
        return (baseOffset + relativeOffset, BinaryPrimitives.ReadInt32BigEndian(entry[4..]));
    }

    private int LastAtOrBefore(long offset)
    {
        var low = 0;
        var high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (Entry(middle).Offset <= offset)
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

using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Reading;

/// <summary>Where a read of a segment starts to look for its offset.</summary>
/// <param name="Position">Where a batch begins.</param>
/// <param name="OffsetMin">Lowest base offset that this batch may have.</param>
/// <param name="IndexedOffset">Its last offset, where the index tells.</param>
internal readonly record struct ReadStart(int Position, long OffsetMin, long? IndexedOffset)
{
    /// <summary>The best start for the offset; null when the offset lies in a damaged range.</summary>
    public static ReadStart? For(LogSegment segment, long offset)
    {
        var indexed = segment.Offsets.Floor(offset);
        var start = new ReadStart(indexed?.Position ?? 0, segment.BaseOffset, indexed?.Offset);
        foreach (var range in segment.Damage)
        {
            if (offset >= range.FromOffset && offset < range.ToOffset)
            {
                return null;
            }

            if (offset >= range.ToOffset && start.Position < range.ToPosition)
            {
                start = new ReadStart(range.ToPosition, range.ToOffset, null);
            }
        }

        return start;
    }
}

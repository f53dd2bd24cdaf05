namespace OrleansBroker.Storage.Segments;

/// <summary>Walks the batches of a segment and steps over damage, known or not.</summary>
/// <remarks>Single-threaded. What <see cref="Bytes"/> shows is valid until the next step.</remarks>
internal sealed class BatchWalk(LogSegment segment, int position, bool verify) : IDisposable
{
    private readonly int _size = segment.Size;
    private BatchScanner _scanner = Scanner(segment, position, segment.BaseOffset, verify);
    private long _nextOffset = segment.BaseOffset;

    /// <summary>Header of the current batch.</summary>
    public BatchInfo Current => _scanner.Current;

    /// <summary>The current batch.</summary>
    public ReadOnlyMemory<byte> Bytes => _scanner.Bytes;

    /// <summary>Starts at the batch that holds the offset, or a little before; where the index is wrong, at the
    /// segment's start.</summary>
    public static BatchWalk From(LogSegment segment, long offset, bool verify) =>
        new(segment, segment.Offsets.Floor(offset) is { } entry && segment.Holds(entry) ? entry.Position : 0, verify);

    public bool MoveNext()
    {
        while (!_scanner.MoveNext())
        {
            var next = _scanner.IsBroken
                ? BatchSearch.Behind(segment.File(), _scanner.Position, _size, _nextOffset)
                : -1;
            if (next < 0)
            {
                return false;
            }

            _scanner.Dispose();
            _scanner = Scanner(segment, next, _nextOffset, verify);
        }

        _nextOffset = _scanner.Current.LastOffset + 1;
        return true;
    }

    public void Dispose() => _scanner.Dispose();

    private static BatchScanner Scanner(LogSegment segment, int position, long offsetMin, bool verify) =>
        new(segment.File(), position, segment.Size, OffsetBounds.From(offsetMin), verify);
}

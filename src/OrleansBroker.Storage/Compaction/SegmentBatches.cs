using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// The batches of a sealed segment as the cleaner reads them: verified, because a rewrite gives a damaged batch a
/// fresh CRC, and at the cleaner's pace. Single-threaded; <see cref="Bytes"/> is valid until the next step.
/// </summary>
internal sealed class SegmentBatches(LogSegment segment, int position, CleanerPace pace) : IDisposable
{
    private readonly BatchScanner _scanner = new(
        segment.File(), position, segment.Size, new OffsetBounds(segment.BaseOffset, segment.NextOffset), verify: true);

    public BatchInfo Current => _scanner.Current;

    public ReadOnlyMemory<byte> Bytes => _scanner.Bytes;

    /// <summary>Whether the current batch is the segment's last.</summary>
    public bool IsAtEnd => _scanner.Position == segment.Size;

    /// <exception cref="DamagedSegmentException">The segment holds bytes that are no batch.</exception>
    /// <exception cref="OperationCanceledException">The cleaner is to stop.</exception>
    public bool MoveNext()
    {
        if (!_scanner.MoveNext())
        {
            return _scanner.IsBroken ? throw new DamagedSegmentException(segment) : false;
        }

        pace.Spend(_scanner.Current.SizeInBytes);
        return true;
    }

    public void Dispose() => _scanner.Dispose();
}

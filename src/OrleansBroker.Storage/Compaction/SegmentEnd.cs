using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// How far a log file reaches, by its last batch: compaction keeps at least that one's header. Stateless.
/// </summary>
internal static class SegmentEnd
{
    /// <summary>The offset after the last batch; null for a file that is empty, or holds bytes that are no
    /// batch.</summary>
    public static long? Of(IFileSystem files, string path, bool verify)
    {
        using var file = files.Open(path, create: false);
        using var batches = new BatchScanner(file, 0, (int)file.Length, OffsetBounds.From(0), verify);
        long? endOffset = null;
        while (batches.MoveNext())
        {
            endOffset = batches.Current.LastOffset + 1;
        }

        return batches.IsBroken ? null : endOffset;
    }
}

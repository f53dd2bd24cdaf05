using OrleansBroker.Storage.Compaction;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage;

/// <summary>What the cleaner asks of a log.</summary>
public sealed partial class PartitionLog
{
    /// <summary>
    /// Puts a rewritten segment in the place of the neighbours that it was made from, whose files go once no reader
    /// can still use them.
    /// </summary>
    /// <returns>False, and nothing is done, when the log was closed or has lost one of the segments
    /// meanwhile.</returns>
    /// <exception cref="IOException">The disk refused; the log is offline.</exception>
    internal bool TryReplace(LogSegment[] replaced, LogSegment cleaned)
    {
        lock (_writeLock)
        {
            if (cleaned.Directory != Directory)
            {
                // The log has moved to another data folder meanwhile.
                return false;
            }

            var all = Segments.All;
            var from = Array.IndexOf(all, replaced[0]);
            var to = from + replaced.Length;
            if (_isClosed || _isOffline || from < 0 || to >= all.Length || !all[from..to].SequenceEqual(replaced))
            {
                return false;
            }

            cleaned.NextOffset = all[to].BaseOffset;
            Guard(() => Flusher.WhileIdle(() =>
            {
                SegmentSwap.Run(Folder.Files, replaced, cleaned);
                Segments.Replace([.. all[..from], cleaned, .. all[to..]]);
            }));
            _tail.ForgetBelow(cleaned.NextOffset);
            Folder.DeleteLater(this, replaced);
            return true;
        }
    }
}

using OrleansBroker.Storage.Compaction;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage;

/// <summary>What the cleaner asks of a log.</summary>
public sealed partial class PartitionLog
{
    /// <summary>
    /// Puts a rewritten segment in the place of the neighbours that it was made from, whose files go once no reader
    /// can still use them. Appends go on meanwhile: they only add segments behind.
    /// </summary>
    /// <returns>False, and nothing is done, when the log was closed or has lost one of the segments
    /// meanwhile.</returns>
    /// <exception cref="IOException">The disk refused; the log is offline.</exception>
    internal bool TryReplace(LogSegment[] replaced, LogSegment cleaned)
    {
        lock (_shapeLock)
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
            Guard(() => SegmentSwap.Run(Folder.Files, replaced, cleaned));
            lock (_writeLock)
            {
                // Segments were added since at most: what takes any away waits for the shape lock.
                Segments.Replace([.. all[..from], cleaned, .. Segments.All[to..]]);
                _tail.ForgetBelow(cleaned.NextOffset);
            }

            Folder.DeleteLater(this, replaced);
            return true;
        }
    }
}

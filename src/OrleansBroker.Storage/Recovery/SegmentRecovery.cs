using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Recovery;

/// <summary>
/// Scans one segment after a crash: verifies every batch and builds the indexes anew. What follows the last good
/// batch is a torn write, and is cut, unless something says that it was whole once: it lies below the flushed point,
/// or valid batches follow. Such bytes are damage: they stay, and are stepped over.
/// </summary>
/// <remarks>Epochs and producers are learned on the way: every byte is read once.</remarks>
internal sealed class SegmentRecovery(
    IFileSystem files, LeaderEpochCache epochs, ProducerReplay producers, int indexIntervalBytes)
{
    /// <summary>From this length on it is worth a handle to spare the operating system's memory.</summary>
    private const int DirectBytes = 1 << 20;

    /// <summary>Scans the segment, whose size is the length of its file so far.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="flushedOffset">Everything below was flushed.</param>
    /// <param name="offsetMax">The segment's batches end at or below this, as far as is known.</param>
    /// <param name="laterSegment">
    /// Base offset of the next segment that holds a valid batch, or null; asked for only when it matters.
    /// </param>
    /// <returns>Bytes that were cut.</returns>
    public int Run(LogSegment segment, long flushedOffset, long offsetMax, Func<long?> laterSegment)
    {
        ReadWhatTheDiskHas(segment);
        var length = (int)segment.File().Length;
        var laterEpochs = epochs.Entries.Where(epoch => epoch.StartOffset >= offsetMax).ToArray();
        epochs.TruncateFromEnd(segment.BaseOffset);
        segment.Forget();
        segment.Transactions.BeginRebuild();
        segment.Activate();
        while (true)
        {
            Admit(segment, length, offsetMax);
            if (segment.Size == length)
            {
                // What the segments behind this one say stands, whether or not they are scanned too.
                Array.ForEach(laterEpochs, epoch => epochs.Assign(epoch.Epoch, epoch.StartOffset));
                segment.FlushedSize = length;
                segment.Transactions.EndRebuild();
                return 0;
            }

            var next = BatchSearch.Behind(segment.File(), segment.Size, length, segment.NextOffset);
            var later = next < 0 ? laterSegment() : null;
            if (next < 0 && later is null && segment.NextOffset >= flushedOffset)
            {
                segment.CutFile();
                segment.File().FlushData();
                segment.FlushedSize = segment.Size;
                segment.Transactions.EndRebuild();
                return length - segment.Size;
            }

            var toOffset = next < 0
                ? Math.Max(later ?? flushedOffset, segment.NextOffset)
                : SegmentScan.BaseOffsetAt(segment, next);
            segment.Skip(new DamagedRange(segment.NextOffset, toOffset, segment.Size, next < 0 ? length : next));
        }
    }

    /// <summary>
    /// When a flush failed before the crash, the operating system may show bytes that the disk does not have, and no
    /// later flush would write them.
    /// </summary>
    private static void ReadWhatTheDiskHas(LogSegment segment)
    {
        segment.File().FlushData();
        segment.File().DropCache();
    }

    private void Admit(LogSegment segment, int length, long offsetMax)
    {
        var bounds = new OffsetBounds(segment.NextOffset, offsetMax);
        using var direct = length - segment.Size >= DirectBytes ? files.OpenDirect(segment.LogPath) : null;
        var file = direct ?? segment.File();
        using var scanner = new BatchScanner(file, segment.Size, length, bounds, verify: true);
        while (scanner.MoveNext())
        {
            var batch = scanner.Current;
            if (batch.LeaderEpoch >= 0)
            {
                epochs.Assign(batch.LeaderEpoch, batch.BaseOffset);
            }

            segment.Admit(batch, indexIntervalBytes);
            producers.Apply(segment, batch, scanner.Bytes);
        }
    }
}

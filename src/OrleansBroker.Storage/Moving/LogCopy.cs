using System.Buffers;
using OrleansBroker.Storage.Producers;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Moving;

/// <summary>
/// A copy of a log, file by file, in a folder of another data folder, kept after the log while that one is written,
/// compacted and cut: at the end it has exactly the segments that the log has then.
/// </summary>
/// <remarks>Single-threaded. <see cref="Finish"/> is called under the log's write lock, with no flush under
/// way.</remarks>
internal sealed class LogCopy(PartitionLog log, string directory) : IDisposable
{
    private const int BufferBytes = 256 << 10;

    private SegmentCopy[] _copies = [];
    private int _truncations = log.Truncations;

    /// <summary>Full path of the copy.</summary>
    public string Directory => directory;

    /// <summary>Bytes of log files that are copied. Any thread may ask.</summary>
    public long Size => Copies.Sum(copy => (long)copy.Size);

    /// <summary>Bytes of log files that are not copied yet.</summary>
    public long BytesLeft
    {
        get
        {
            var copies = Copies;
            return log.Segments.All.Sum(segment =>
                (long)segment.Size - (Array.Find(copies, copy => copy.Source == segment)?.Size ?? 0));
        }
    }

    private SegmentCopy[] Copies
    {
        get => Volatile.Read(ref _copies);
        set => Volatile.Write(ref _copies, value);
    }

    /// <summary>Offset up to which the copy goes; within a segment it is estimated. Any thread may ask.</summary>
    public long EndOffset()
    {
        var copies = Copies;
        foreach (var segment in log.Segments.All)
        {
            var copied = Array.Find(copies, copy => copy.Source == segment)?.Size ?? 0;
            var size = segment.Size;
            if (copied < size)
            {
                return segment.BaseOffset + (long)((segment.NextOffset - segment.BaseOffset) * (copied / (double)size));
            }
        }

        return log.LogEndOffset;
    }

    /// <summary>
    /// Begins with what an earlier copy has left in the folder: log files of segments that the log has still, each kept
    /// as far as it is the same. Everything else goes, and is copied once more.
    /// </summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void TakeOver()
    {
        var files = log.Folder.Files;
        var segments = log.Segments.All;
        foreach (var (name, _) in files.ListFiles(directory))
        {
            var isLog = LogFileNames.TryParse(name, LogFileNames.Log, out var baseOffset);
            if (isLog && Array.Find(segments, segment => segment.BaseOffset == baseOffset) is { } segment)
            {
                CopyOf(segment);
            }
            else if (name != LogFileNames.PartitionMetadata)
            {
                files.DeleteFile(Path.Combine(directory, name));
            }
        }
    }

    /// <summary>Copies the next bytes, from the oldest segment on.</summary>
    /// <param name="maxBytes">Most bytes of log files to copy.</param>
    /// <returns>Number of bytes; 0 when nothing is left for now, and everything copied is flushed.</returns>
    /// <exception cref="IOException">A disk refused.</exception>
    public long Copy(long maxBytes)
    {
        Reconcile();
        long copied = 0;
        var segments = log.Segments.All;
        foreach (var segment in segments)
        {
            try
            {
                copied += Copy(segment, isActive: segment == segments[^1], maxBytes - copied);
            }
            catch (Exception failure) when (IsGone(failure) && HasChanged(segment))
            {
                // Retention, the cleaner or a truncation took it away: the next call sees what came in its place.
                return Math.Max(copied, 1);
            }

            if (copied >= maxBytes)
            {
                break;
            }
        }

        return copied;
    }

    /// <summary>Copies what is left, and what belongs to the log as a whole; all of it then survives a power
    /// cut.</summary>
    public void Finish()
    {
        while (Copy(long.MaxValue) > 0)
        {
        }

        var active = log.Segments.Active;
        active.Offsets.File.Save();
        active.Times.File.Save();
        Copies[^1].Complete();
        log.Epochs.CopyTo(Path.Combine(directory, LogFileNames.LeaderEpochs));
        WriteProducers();
        log.Folder.Files.SyncDirectory(directory);
    }

    public void Dispose() => Array.ForEach(Copies, copy => copy.Dispose());

    private static bool IsGone(Exception failure) => failure is ObjectDisposedException or IOException;

    private bool HasChanged(LogSegment segment) =>
        log.Truncations != _truncations || !log.Segments.All.Contains(segment);

    private void WriteProducers()
    {
        var path = Path.Combine(directory, LogFileNames.Of(log.LogEndOffset, LogFileNames.Snapshot));
        ProducerSnapshot.Write(log.Folder.Files, path, log.Producers.Copy());
        using var file = log.Folder.Files.Open(path, create: false);
        file.FlushData();
    }

    /// <summary>Drops the copies of segments that the log no longer has; when it was cut, all of them.</summary>
    private void Reconcile()
    {
        var truncations = log.Truncations;
        var segments = log.Segments.All;
        var dropped = truncations == _truncations
            ? Array.FindAll(Copies, copy => !segments.Contains(copy.Source))
            : Copies;
        _truncations = truncations;
        Copies = [.. Copies.Except(dropped)];
        Array.ForEach(dropped, copy => copy.Delete());
    }

    private long Copy(LogSegment segment, bool isActive, long maxBytes)
    {
        var copy = CopyOf(segment);
        if (copy.IsComplete)
        {
            return 0;
        }

        long copied = 0;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (copied < maxBytes && copy.BytesLeft > 0)
            {
                copied += copy.CopyNext(buffer.AsSpan(0, (int)Math.Min(buffer.Length, maxBytes - copied)));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (copied < maxBytes)
        {
            Settle(copy, isActive);
        }

        return copied;
    }

    private static void Settle(SegmentCopy copy, bool isActive)
    {
        if (isActive)
        {
            // So that little is left to flush once the log has to wait for it.
            copy.Flush();
        }
        else
        {
            copy.Complete();
        }
    }

    private SegmentCopy CopyOf(LogSegment segment)
    {
        if (Array.Find(Copies, copy => copy.Source == segment) is { } found)
        {
            return found;
        }

        var added = new SegmentCopy(log.Folder.Files, segment, directory);
        Copies = [.. Copies.Append(added).OrderBy(copy => copy.Source.BaseOffset)];
        return added;
    }
}

using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Maintenance;

/// <summary>
/// Reads the sealed segments of a folder over and over, a piece at a time, so that a bit that flips on the disk is
/// found before the other replicas' copies are gone.
/// </summary>
/// <remarks>Single-threaded: called by the folder's maintenance.</remarks>
internal sealed class Scrubber(LogFolder folder, TimeSpan passInterval)
{
    private readonly Queue<(PartitionLog Log, LogSegment Segment)> _segments = new();
    private DateTimeOffset _nextPass = folder.Time.GetUtcNow() + passInterval;
    private int _position;
    private long _offset;

    /// <summary>Verifies about so many bytes, then returns: the caller sets the pace.</summary>
    public void Run(int maxBytes)
    {
        if (_segments.Count == 0 && folder.Time.GetUtcNow() >= _nextPass)
        {
            BeginPass();
        }

        while (maxBytes > 0 && _segments.TryPeek(out var next))
        {
            var before = _position;
            if (Verify(next.Log, next.Segment, maxBytes))
            {
                _segments.Dequeue();
                maxBytes -= Math.Max(next.Segment.Size - before, 0);
                (_position, _offset) = (0, 0);
            }
            else
            {
                maxBytes -= _position - before;
            }
        }
    }

    private void BeginPass()
    {
        _nextPass = folder.Time.GetUtcNow() + passInterval;
        foreach (var log in folder.Logs)
        {
            foreach (var segment in log.Segments.All.AsSpan(..^1))
            {
                _segments.Enqueue((log, segment));
            }
        }
    }

    /// <summary>Verifies a part of a segment; true when the segment needs no more.</summary>
    private bool Verify(PartitionLog log, LogSegment segment, int maxBytes)
    {
        try
        {
            if (_position == 0)
            {
                // Verifying the operating system's copy in memory would say nothing about the disk.
                segment.File().DropCache();
                _offset = segment.BaseOffset;
            }

            return segment.Damage.Length > 0 || Walk(log, segment, maxBytes);
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
        catch (IOException failure)
        {
            log.ReportUnreadable(segment, failure);
            return true;
        }
    }

    private bool Walk(PartitionLog log, LogSegment segment, int maxBytes)
    {
        var begin = _position;
        var bounds = new OffsetBounds(_offset, segment.NextOffset);
        using var scanner = new BatchScanner(segment.File(), begin, segment.Size, bounds, verify: true);
        while (scanner.Position - begin < maxBytes && scanner.MoveNext())
        {
            _offset = scanner.Current.LastOffset + 1;
        }

        StorageInstruments.AddScrubbed(scanner.Position - begin);
        var hasStopped = scanner.Position - begin < maxBytes;
        if (hasStopped && scanner.IsBroken)
        {
            log.Examine(segment);
        }

        _position = scanner.Position;
        return hasStopped || !scanner.IsBroken;
    }
}

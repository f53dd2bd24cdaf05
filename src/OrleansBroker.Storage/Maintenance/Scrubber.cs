using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Maintenance;

/// <summary>
/// Reads the sealed segments of a folder over and over, a piece at a time, so that a bit that flips on the disk is
/// found before the other replicas' copies are gone.
/// </summary>
/// <remarks>
/// What is damaged is noted with its segment and reported: it is never served, cleaned or cut, and what lies before and
/// behind it stays readable. Single-threaded: called by the folder's maintenance.
/// </remarks>
internal sealed class Scrubber(LogFolder folder, LogFolderOptions options)
{
    private readonly ScrubberCheckpoint _checkpoint = new(folder.Files, folder.Path);
    private readonly Queue<(PartitionLog Log, LogSegment Segment)> _segments = new();
    private DateTimeOffset _began;
    private DateTimeOffset _nextSave;
    private long _bytesLeft;
    private int _position;
    private long _offset;

    /// <summary>Goes on where the last run of the broker was, or begins with the next piece.</summary>
    public void Start()
    {
        var (began, next) = _checkpoint.Read();
        _began = began ?? DateTimeOffset.MinValue;
        if (next is { } from)
        {
            Enqueue(from);
        }
    }

    /// <summary>Verifies about so many bytes, then returns: the caller sets the pace. What a large batch took too much
    /// is missing the next times.</summary>
    public void Run(int bytes)
    {
        _bytesLeft = Math.Min(_bytesLeft + bytes, bytes);
        var now = folder.Time.GetUtcNow();
        if (_segments.Count == 0 && now - _began >= options.ScrubInterval)
        {
            _began = now;
            Enqueue(default);
            Save(now);
        }

        while (_bytesLeft > 0 && _segments.TryPeek(out var next))
        {
            var before = _position;
            var isDone = Verify(next.Log, next.Segment, (int)_bytesLeft);
            _bytesLeft -= Math.Max(_position - before, 1);
            if (isDone)
            {
                Finish(now);
            }
        }
    }

    private void Enqueue(ScrubPosition from)
    {
        var segments = folder.Logs
            .SelectMany(log => log.Segments.All.SkipLast(1), (log, segment) => (log, segment))
            .Where(one => PositionOf(one).CompareTo(from) >= 0)
            .OrderBy(PositionOf);
        foreach (var segment in segments)
        {
            _segments.Enqueue(segment);
        }
    }

    private void Finish(DateTimeOffset now)
    {
        _segments.Dequeue();
        (_position, _offset) = (0, 0);
        if (_segments.Count == 0 || now >= _nextSave)
        {
            Save(now);
        }
    }

    private void Save(DateTimeOffset now)
    {
        _nextSave = now + options.CheckpointInterval;
        _checkpoint.Write(_began, _segments.TryPeek(out var next) ? PositionOf(next) : null);
    }

    private static ScrubPosition PositionOf((PartitionLog Log, LogSegment Segment) one) =>
        new(one.Log.TopicPartition, one.Segment.BaseOffset);

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
        catch (Exception) when (log.IsClosed || !log.Segments.All.Contains(segment))
        {
            // Deleted or compacted meanwhile: what took its place has its turn in the next pass.
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

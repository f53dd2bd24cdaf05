using OrleansBroker.Protocol;
using OrleansBroker.Storage.Segments;
using OrleansBroker.Storage.Tail;

namespace OrleansBroker.Storage.Reading;

/// <summary>
/// Reads of one log: from memory at once, be it the log's own or the operating system's, else from its files on a
/// reader thread. Thread-safe, takes no lock on the usual path.
/// </summary>
internal sealed class LogReader(PartitionLog log, LogTail tail)
{
    /// <summary>A read is begun anew when the log is cut or a segment goes away under it; that cannot go on for
    /// long.</summary>
    private const int AttemptsMax = 8;

    private readonly ReadEnds _ends = new();

    public ValueTask<LogRead> ReadAsync(ReadRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var end = log.LogEndOffset;
        if (log.IsClosed)
        {
            return new(new LogRead(ErrorCode.KafkaStorageError, request.Offset));
        }

        if (request.Offset < log.LogStartOffset || request.Offset > end)
        {
            return new(new LogRead(ErrorCode.OffsetOutOfRange, request.Offset));
        }

        var bounded = request with { UpperBound = Math.Min(request.UpperBound, end) };
        if (request.Offset >= bounded.UpperBound)
        {
            return new(new LogRead(ErrorCode.None, request.Offset));
        }

        if (tail.TryRead(request.Offset, request.MaxBytes, bounded.UpperBound, request.AtLeastOneBatch, out var read))
        {
            return new(read);
        }

        return TryReadOn(bounded) is { } next
            ? new(next)
            : new(OnReaderThread(() => ReadFiles(bounded), cancellation));
    }

    /// <summary>Runs a read of files where it may block.</summary>
    public Task<T> OnReaderThread<T>(Func<T> read, CancellationToken cancellation)
    {
        var work = new DiskRead<T>(read, cancellation);
        log.Folder.Reads.Post(work);
        return work.Completion;
    }

    /// <summary>Runs a lookup on a reader thread, anew when the log changes under it.</summary>
    public Task<T> LookUpAsync<T>(Func<T> lookUp, CancellationToken cancellation) =>
        OnReaderThread(() => LookUp(lookUp), cancellation);

    /// <summary>Reads from the files. Blocks.</summary>
    public LogRead ReadFiles(in ReadRequest request)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var truncations = log.Truncations;
            try
            {
                var read = ReadOnce(request, truncations);
                if (log.Truncations == truncations)
                {
                    return read;
                }

                read.Dispose();
            }
            catch (Exception failure) when (IsGone(failure) && !log.IsClosed)
            {
                // A segment went away between looking it up and reading it.
            }
            catch (Exception failure) when (failure is IOException or ObjectDisposedException)
            {
                break;
            }

            log.AwaitWriter();
        }

        return new LogRead(ErrorCode.KafkaStorageError, request.Offset);
    }

    private T LookUp<T>(Func<T> lookUp)
    {
        for (var attempt = 1; ; attempt++)
        {
            var truncations = log.Truncations;
            try
            {
                var found = lookUp();
                if (log.Truncations == truncations || attempt == AttemptsMax)
                {
                    return found;
                }
            }
            catch (Exception failure) when (IsGone(failure) && !log.IsClosed && attempt < AttemptsMax)
            {
                // A segment went away between looking it up and reading it.
            }

            log.AwaitWriter();
        }
    }

    private static bool IsGone(Exception failure) =>
        failure is ObjectDisposedException or FileNotFoundException or DirectoryNotFoundException;

    /// <summary>
    /// Goes on where an earlier read ended, when nothing has to be waited for: the thread that asks reads, verifies
    /// and sends while the bytes are in its core's cache. Null says nothing: a reader thread finds out.
    /// </summary>
    private LogRead? TryReadOn(in ReadRequest request)
    {
        if (_ends.Find(request.Offset) is not { } end || !IsCurrent(end))
        {
            return null;
        }

        try
        {
            var reader = new SegmentReader(end.Segment, request, new ReadStart(end.Position, end.NextOffset, null));
            if (reader.TryReadCached() is not { } read)
            {
                return null;
            }

            if (log.Truncations == end.Truncations)
            {
                _ends.Add(new ReadEnd(read.NextOffset, end.Segment, reader.Position, end.Truncations));
                return read;
            }

            read.Dispose();
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // The reader thread meets it again, and deals with it.
        }

        return null;
    }

    /// <summary>Whether the next batch is still where the read ended: not cut, compacted or found damaged
    /// since.</summary>
    private bool IsCurrent(ReadEnd end)
    {
        var segments = log.Segments.All;
        var index = SegmentList.Floor(segments, end.NextOffset);
        return log.Truncations == end.Truncations
            && index >= 0 && segments[index] == end.Segment && end.Segment.Damage.Length == 0;
    }

    private LogRead ReadOnce(in ReadRequest request, int truncations)
    {
        var segments = log.Segments.All;
        for (var index = Math.Max(SegmentList.Floor(segments, request.Offset), 0); index < segments.Length; index++)
        {
            var segment = segments[index];
            if (segment.BaseOffset >= request.UpperBound)
            {
                break;
            }

            if (ReadSegment(segment, request, truncations) is { } read)
            {
                return read;
            }
        }

        return new LogRead(ErrorCode.None, request.Offset);
    }

    /// <summary>Null when the segment has no batch at or after the offset.</summary>
    private LogRead? ReadSegment(LogSegment segment, in ReadRequest request, int truncations)
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            if (ReadStart.For(segment, request.Offset) is not { } start)
            {
                break;
            }

            var reader = new SegmentReader(segment, request, start);
            if (reader.Read() is { } read)
            {
                _ends.Add(new ReadEnd(read.NextOffset, segment, reader.Position, truncations));
                return read;
            }

            if (!reader.IsDamaged)
            {
                return null;
            }

            log.Examine(segment);
        }

        return new LogRead(ErrorCode.CorruptMessage, request.Offset);
    }
}

using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Storage.Tail;

/// <summary>
/// A piece of memory with some of the newest batches of a log, whole and back to back.
/// </summary>
/// <remarks>
/// One writer places batches behind the admitted ones, writes them to the file from here, then admits them. Readers
/// take a hold of the buffer and see only what is admitted, which never changes. The cache that made the chunk ends
/// its own hold by
/// <see cref="Evict"/>, at any time; whoever holds the buffer then reads or writes on undisturbed.
/// </remarks>
internal sealed class TailChunk
{
    private const int MarkIntervalBytes = 4096;

    private readonly SharedBuffer _buffer;
    private readonly long[] _markOffsets;
    private readonly int[] _markPositions;
    private volatile int _markCount;
    private volatile int _admitted;
    private int _placed;
    private int _isEvicted;

    public TailChunk(SharedBuffer buffer, long firstOffset)
    {
        _buffer = buffer;
        FirstOffset = firstOffset;
        var marks = (buffer.Length / MarkIntervalBytes) + 1;
        _markOffsets = new long[marks];
        _markPositions = new int[marks];
    }

    /// <summary>Base offset of the first batch.</summary>
    public long FirstOffset { get; }

    public int Capacity => _buffer.Length;

    public bool IsEvicted => Volatile.Read(ref _isEvicted) != 0;

    /// <summary>Whether so many bytes can still be placed.</summary>
    public bool HasRoom(int size) => _buffer.Length - _placed >= size;

    /// <summary>Takes a hold, to be ended by <see cref="Unpin"/>; false when the bytes may be gone.</summary>
    public bool TryPin() => !IsEvicted && _buffer.TryRetain();

    public void Unpin() => _buffer.Release();

    public void Evict()
    {
        if (Interlocked.Exchange(ref _isEvicted, 1) == 0)
        {
            _buffer.Release();
        }
    }

    /// <summary>Copies a batch behind the ones placed before; the writer may change the copy until it is
    /// admitted.</summary>
    public Span<byte> Place(ReadOnlySpan<byte> batch)
    {
        var copy = _buffer.Span.Slice(_placed, batch.Length);
        batch.CopyTo(copy);
        _placed += batch.Length;
        return copy;
    }

    /// <summary>What is placed and not admitted.</summary>
    public ReadOnlySpan<byte> Pending => _buffer.Span[_admitted.._placed];

    /// <summary>Forgets what is placed and not admitted.</summary>
    public void DropPending() => _placed = _admitted;

    /// <summary>Shows the next placed batch to readers.</summary>
    public void Admit(long baseOffset, int size)
    {
        var at = _admitted;
        var marks = _markCount;
        if (marks == 0 || at - _markPositions[marks - 1] >= MarkIntervalBytes)
        {
            _markOffsets[marks] = baseOffset;
            _markPositions[marks] = at;
            _markCount = marks + 1;
        }

        _admitted = at + size;
    }

    /// <summary>
    /// The batches from the one that holds the offset on. The caller has pinned the chunk; the pin becomes the lease
    /// of the answer. False when the offset lies behind the chunk's batches.
    /// </summary>
    public bool TryRead(long offset, int maxBytes, long upperBound, bool atLeastOneBatch, out LogRead read)
    {
        read = default;
        var bytes = _buffer.Span[.._admitted];
        var begin = PositionOf(bytes, offset);
        if (begin == bytes.Length)
        {
            return false;
        }

        var (end, nextOffset) = EndOf(bytes, begin, maxBytes, upperBound, atLeastOneBatch);
        read = new LogRead(_buffer, _buffer.Memory[begin..end], end > begin ? nextOffset : offset);
        return true;
    }

    private int PositionOf(ReadOnlySpan<byte> bytes, long offset)
    {
        var mark = LastMark(bytes.Length, offset + 1);
        var at = mark < 0 ? 0 : _markPositions[mark];
        while (at < bytes.Length)
        {
            var batch = new RecordBatchView(bytes[at..]);
            if (batch.LastOffset >= offset)
            {
                break;
            }

            at += batch.SizeInBytes;
        }

        return at;
    }

    private (int End, long NextOffset) EndOf(
        ReadOnlySpan<byte> bytes, int begin, int maxBytes, long upperBound, bool atLeastOneBatch)
    {
        var limit = (int)Math.Min(bytes.Length, (long)begin + maxBytes);
        // Starting one mark early makes sure that the walk passes the answer's last batch, whose offset it has to tell.
        var mark = LastMark(limit, upperBound) - 1;
        var at = mark < 0 ? begin : Math.Max(begin, _markPositions[mark]);
        long nextOffset = -1;
        while (at < bytes.Length)
        {
            var batch = new RecordBatchView(bytes[at..]);
            var size = batch.SizeInBytes;
            var fits = at + size <= limit || (at == begin && atLeastOneBatch);
            if (!fits || batch.LastOffset >= upperBound)
            {
                break;
            }

            at += size;
            nextOffset = batch.LastOffset + 1;
        }

        return (at, nextOffset);
    }

    /// <summary>The last mark before the position whose batch begins below the offset, or -1.</summary>
    private int LastMark(int position, long offset)
    {
        var low = 0;
        var high = _markCount - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (_markPositions[middle] < position && _markOffsets[middle] < offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high;
    }
}

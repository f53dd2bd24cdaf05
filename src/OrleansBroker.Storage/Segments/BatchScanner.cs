using System.Buffers.Binary;
using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Segments;

/// <summary>
/// Walks the batches of a log file from one position to another, in ascending order of offsets, through a pooled
/// window, and stops at the first bytes that are no batch.
/// </summary>
/// <remarks>Single-threaded. What <see cref="Bytes"/> shows is valid until the next step.</remarks>
internal sealed class BatchScanner(IReadableFile file, int position, int end, OffsetBounds bounds, bool verify)
    : IDisposable
{
    private const int WindowBytes = 1 << 20;

    private SharedBuffer? _window;
    private int _windowAt;
    private int _windowLength;
    private int _batchAt;
    private long _offsetMin = bounds.Min;

    /// <summary>Position after the last batch that was accepted.</summary>
    public int Position { get; private set; } = position;

    /// <summary>Position of the batch that was accepted last.</summary>
    public int BatchPosition => _batchAt;

    /// <summary>Header of the batch that was accepted last.</summary>
    public BatchInfo Current { get; private set; }

    /// <summary>Bytes of the batch that was accepted last.</summary>
    public ReadOnlyMemory<byte> Bytes => _window!.Memory.Slice(_batchAt - _windowAt, Current.SizeInBytes);

    /// <summary>Whether the walk ended before its end because of bytes that are no batch.</summary>
    public bool IsBroken => Position < end;

    /// <summary>Size of the batch at a position that is known to be one's start.</summary>
    public static int SizeAt(IStorageFile file, int position)
    {
        Span<byte> header = stackalloc byte[RecordBatchView.LengthOverhead];
        file.Read(header, position);
        return BinaryPrimitives.ReadInt32BigEndian(header[RecordBatchView.LengthAt..]) + RecordBatchView.LengthOverhead;
    }

    /// <summary>Accepts the next batch; false at the end, and at bytes that are no batch.</summary>
    public bool MoveNext()
    {
        if (end - Position < RecordBatchView.HeaderSize || !Load(Position, RecordBatchView.HeaderSize))
        {
            return false;
        }

        var header = new RecordBatchView(Window(Position, RecordBatchView.HeaderSize));
        return BatchOrder.IsHeader(header, end - Position)
            && header.BaseOffset >= _offsetMin
            && header.LastOffset < bounds.Max
            && Accept(header.SizeInBytes);
    }

    public void Dispose() => _window?.Release();

    private bool Accept(int size)
    {
        if (!Load(Position, size))
        {
            return false;
        }

        var view = new RecordBatchView(Window(Position, size));
        if (verify && !view.IsCrcValid())
        {
            return false;
        }

        // Taken out before the window may move: the view is of what it held.
        var batch = BatchInfo.Of(view);
        var next = Position + size;
        if (end - next >= RecordBatchView.HeaderSize && Load(Position, size + RecordBatchView.HeaderSize))
        {
            view = new RecordBatchView(Window(Position, size));
            var follower = new RecordBatchView(Window(next, RecordBatchView.HeaderSize));
            if (BatchOrder.IsContradicted(view, follower, end - next, _offsetMin))
            {
                return false;
            }
        }

        _offsetMin = batch.LastOffset + 1;
        Current = batch;
        _batchAt = Position;
        Position += size;
        return true;
    }

    private ReadOnlySpan<byte> Window(int at, int length) => _window!.Span.Slice(at - _windowAt, length);

    /// <summary>Makes the window hold the bytes; false when the file is shorter.</summary>
    private bool Load(int at, int length)
    {
        if (_window is not null && at >= _windowAt && at + length <= _windowAt + _windowLength)
        {
            return true;
        }

        var wanted = Math.Min(Math.Max(length, WindowBytes), end - at);
        if (_window is null || _window.Length < wanted)
        {
            _window?.Release();
            _window = SharedBufferPool.Default.Rent(wanted);
        }

        _windowAt = at;
        _windowLength = file.Read(_window.Span[..wanted], at);
        return _windowLength >= length;
    }
}

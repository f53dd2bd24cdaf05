using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// A segment that is being written beside the ones that it will replace, in files that end in <c>.cleaned</c>, which
/// a start throws away. Single-threaded. Owns its buffer, and until <see cref="Finish"/> its files.
/// </summary>
internal sealed class CleanedSegment : IDisposable
{
    private readonly LogSegment _segment;
    private readonly int _indexIntervalBytes;
    private readonly SharedBuffer _buffer;
    private readonly List<BatchInfo> _pending = [];
    private int _pendingBytes;
    private bool _isFinished;

    public CleanedSegment(IFileSystem files, LogSegment first, int indexIntervalBytes, int bufferBytes)
    {
        _buffer = SharedBufferPool.Default.Rent(bufferBytes);
        _indexIntervalBytes = indexIntervalBytes;
        _segment = new LogSegment(
            files, first.Directory, first.BaseOffset, default, first.CreatedMs, LogFileNames.Cleaned);
        _segment.DeleteFiles();
        _segment.Activate();
    }

    /// <summary>Bytes added.</summary>
    public long SizeInBytes => (long)_segment.Size + _pendingBytes;

    /// <summary>Adds a batch, whose bytes are copied.</summary>
    public void Add(ReadOnlySpan<byte> batch)
    {
        Invariant.Check(SizeInBytes + batch.Length <= int.MaxValue, "a segment's positions fit 32 bits");
        if (_pendingBytes + batch.Length > _buffer.Length)
        {
            Write();
        }

        var info = BatchInfo.Of(new RecordBatchView(batch));
        if (batch.Length > _buffer.Length)
        {
            _segment.Write(batch);
            _segment.Admit(info, _indexIntervalBytes);
            return;
        }

        batch.CopyTo(_buffer.Span[_pendingBytes..]);
        _pendingBytes += batch.Length;
        _pending.Add(info);
    }

    /// <summary>Notes an aborted transaction of which batches are left.</summary>
    public void Add(AbortedTransaction aborted) => _segment.Transactions.Add(aborted);

    /// <summary>Makes the files durable, complete with indexes, and hands them over.</summary>
    public LogSegment Finish()
    {
        Write();
        _segment.SaveIndexes(seal: true);
        _segment.Transactions.Create();
        _segment.File().FlushData();
        _segment.FlushIndexes();
        _segment.FlushedSize = _segment.Size;
        _isFinished = true;
        return _segment;
    }

    /// <summary>Without <see cref="Finish"/>, takes the files away.</summary>
    public void Dispose()
    {
        _buffer.Release();
        if (!_isFinished)
        {
            _segment.Dispose();
            _segment.DeleteFiles();
        }
    }

    private void Write()
    {
        if (_pendingBytes == 0)
        {
            return;
        }

        _segment.Write(_buffer.Span[.._pendingBytes]);
        foreach (var batch in _pending)
        {
            _segment.Admit(batch, _indexIntervalBytes);
        }

        _pending.Clear();
        _pendingBytes = 0;
    }
}

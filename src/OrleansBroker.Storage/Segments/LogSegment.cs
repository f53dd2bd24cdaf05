using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Indexes;

namespace OrleansBroker.Storage.Segments;

/// <summary>
/// One piece of a log: a file of batches and its indexes, named by the base offset.
/// </summary>
/// <remarks>
/// Written under the log's write lock, read without one: bytes are on file before <see cref="Size"/> admits them, and
/// never change below it except by truncation, which readers notice by the log's truncation count.
/// </remarks>
internal sealed class LogSegment : IDisposable
{
    private IFileSystem _files;
    private readonly Lock _opening = new();
    private volatile IStorageFile? _file;
    private volatile int _size;
    private long _nextOffset;
    private volatile bool _hasUnflushedIndexes;
    private int _bytesSinceEntry;
    private DamagedRange[] _damage = [];
    private string _state;
    private bool _disposed;

    /// <summary>Views a segment's files.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="directory">The log's folder.</param>
    /// <param name="baseOffset">Offset that names the files.</param>
    /// <param name="lengths">Lengths of the files.</param>
    /// <param name="createdMs">Now.</param>
    /// <param name="state">Suffix of the files' names while they are not, or no longer, in service.</param>
    public LogSegment(
        IFileSystem files, string directory, long baseOffset, SegmentFiles lengths, long createdMs, string state = "")
    {
        _files = files;
        _state = state;
        Directory = directory;
        BaseOffset = baseOffset;
        CreatedMs = createdMs;
        _size = (int)lengths.Log;
        _nextOffset = baseOffset;
        Offsets = new OffsetIndex(files, PathOf(LogFileNames.OffsetIndex), baseOffset, lengths.OffsetIndex);
        Times = new TimeIndex(files, PathOf(LogFileNames.TimeIndex), baseOffset, lengths.TimeIndex);
        Transactions = new TransactionIndex(files, PathOf(LogFileNames.TransactionIndex));
        Largest = new TimestampOffset(TimestampOffset.NoTimestamp, baseOffset);
    }

    public string Directory { get; private set; }

    public long BaseOffset { get; }

    /// <summary>When this process created or opened the segment; stands in for timestamps that are missing.</summary>
    public long CreatedMs { get; }

    public OffsetIndex Offsets { get; }

    public TimeIndex Times { get; }

    public TransactionIndex Transactions { get; }

    /// <summary>Bytes of whole batches in the log file.</summary>
    public int Size => _size;

    /// <summary>Offset after the last batch.</summary>
    public long NextOffset
    {
        get => Volatile.Read(ref _nextOffset);
        set => Volatile.Write(ref _nextOffset, value);
    }

    /// <summary>The largest timestamp of the segment.</summary>
    public TimestampOffset Largest { get; private set; }

    /// <summary>Whether <see cref="Largest"/> comes from the batches, or was compared with them.</summary>
    public bool IsLargestCertain { get; set; } = true;

    /// <summary>Timestamp of the first batch, from which the segment's age counts; -1 while unknown.</summary>
    public long FirstTimestampMs { get; private set; } = TimestampOffset.NoTimestamp;

    /// <summary>The damaged parts that are known, ascending; they are never read and never cut.</summary>
    public DamagedRange[] Damage
    {
        get => Volatile.Read(ref _damage);
        set => Volatile.Write(ref _damage, value);
    }

    /// <summary>Bytes known to survive a power cut; moved by the log's flush only.</summary>
    public int FlushedSize { get; set; } = -1;

    /// <summary>Whether the segment was sealed, and its indexes not flushed since.</summary>
    public bool HasUnflushedIndexes => _hasUnflushedIndexes;

    public string LogPath => PathOf(LogFileNames.Log);

    public string PathOf(string suffix) => PathOf(suffix, _state);

    /// <summary>The log file, where it was used before; null where it would have to be opened.</summary>
    public IStorageFile? UsedFile => _file;

    public IStorageFile File()
    {
        if (_file is { } open)
        {
            return open;
        }

        lock (_opening)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _file ??= _files.Open(LogPath, create: true);
        }
    }

    /// <summary>Makes the files of a new segment, ready to be written.</summary>
    public void Create(LogConfig config)
    {
        Activate();
        var file = File();
        if (config.Preallocate)
        {
            file.Reserve(config.SegmentBytes);
        }
    }

    /// <summary>Writes after the last batch; nothing is admitted until <see cref="Admit"/>.</summary>
    public void Write(ReadOnlySpan<byte> batches) => File().Write(batches, _size);

    /// <summary>Admits the next batch, whose bytes are in the file.</summary>
    public void Admit(in BatchInfo batch, int indexIntervalBytes)
    {
        if (_size == 0)
        {
            FirstTimestampMs = batch.MaxTimestampMs;
        }

        // A header that compaction left still tells when its producer last wrote, but nobody finds a record by it.
        if (batch.HasRecords && batch.MaxTimestampMs > Largest.TimestampMs)
        {
            Largest = new TimestampOffset(batch.MaxTimestampMs, batch.LastOffset);
        }

        if (_bytesSinceEntry > indexIntervalBytes)
        {
            Offsets.Add(batch.LastOffset, _size);
            Times.Add(Largest);
            _bytesSinceEntry = 0;
        }

        _bytesSinceEntry += batch.SizeInBytes;
        NextOffset = batch.LastOffset + 1;
        _size += batch.SizeInBytes;
    }

    /// <summary>How long the segment has been open for, when a batch of this timestamp arrives.</summary>
    public long AgeAt(long timestampMs, long nowMs) =>
        FirstTimestampMs >= 0 && timestampMs >= 0 ? timestampMs - FirstTimestampMs : nowMs - CreatedMs;

    /// <summary>Steps over damage, so that the next batch is admitted behind it.</summary>
    public void Skip(DamagedRange range)
    {
        Damage = [.. Damage, range];
        NextOffset = range.ToOffset;
        _size = range.ToPosition;
    }

    /// <summary>Takes over what the indexes know of a segment that is not scanned.</summary>
    public void TrustIndexes(long nextOffset)
    {
        NextOffset = nextOffset;
        Largest = Times.Last;
        IsLargestCertain = false;
    }

    /// <summary>Replaces what is known of timestamps, of a sealed segment that was read anew.</summary>
    public void ReplaceTimes(byte[] entries)
    {
        Times.File.Replace(entries);
        Largest = Times.Last;
        IsLargestCertain = true;
    }

    /// <summary>Learns the first batch's timestamp from the file, for a segment that was not scanned from its
    /// start.</summary>
    public void ReadFirstTimestamp()
    {
        Span<byte> header = stackalloc byte[RecordBatchView.HeaderSize];
        if (FirstTimestampMs < 0 && File().Read(header, 0) == header.Length)
        {
            FirstTimestampMs = new RecordBatchView(header).MaxTimestamp;
        }
    }

    /// <summary>Forgets every batch and its index entries, for the file to be scanned from its start.</summary>
    public void Forget()
    {
        Damage = [];
        Offsets.File.Clear();
        Times.File.Clear();
        NextOffset = BaseOffset;
        Largest = new TimestampOffset(TimestampOffset.NoTimestamp, BaseOffset);
        IsLargestCertain = true;
        FirstTimestampMs = TimestampOffset.NoTimestamp;
        _size = 0;
        _bytesSinceEntry = 0;
    }

    /// <summary>Whether an entry of the offset index fits the log file: nothing else protects the index from a bit
    /// that flips.</summary>
    public bool Holds((long Offset, int Position) entry)
    {
        Span<byte> header = stackalloc byte[RecordBatchView.HeaderSize];
        return (uint)entry.Position < (uint)_size
            && File().Read(header, entry.Position) == header.Length
            && new RecordBatchView(header).LastOffset == entry.Offset;
    }

    /// <summary>
    /// Goes back to the indexed batch that ends last before the offset; the batches between that one and the offset are
    /// to be admitted again, because only they know the largest timestamp.
    /// </summary>
    public void RewindTo(long offset)
    {
        Activate();
        Transactions.TruncateTo(offset);
        var indexed = Offsets.Floor(offset - 1);
        if (indexed is null || !Holds(indexed.Value))
        {
            Forget();
            return;
        }

        var isSane = Times.IsSane();
        _bytesSinceEntry = BatchScanner.SizeAt(File(), indexed.Value.Position);
        _size = indexed.Value.Position + _bytesSinceEntry;
        NextOffset = indexed.Value.Offset + 1;

        // Also the entry that sealing adds behind the last indexed batch: kept, it would stand for the batches that
        // are admitted again, and take their timestamps with it when a later cut removes it.
        Offsets.TruncateTo(NextOffset);
        Times.TruncateTo(NextOffset);
        Largest = Times.Last;
        IsLargestCertain = true;
        if (!isSane || !SegmentTimes.IsLargestOfAll(this))
        {
            Forget();
        }
    }

    /// <summary>Takes the whole file as the segment's size again, for a scan from its start.</summary>
    public void RestoreSize(int length) => _size = length;

    /// <summary>Cuts the log file to what is admitted.</summary>
    public void CutFile() => File().Truncate(_size);

    /// <summary>Completes and writes the indexes; a sealed segment lets go of their memory.</summary>
    public void SaveIndexes(bool seal)
    {
        Times.File.Unseal();
        Times.Add(Largest);
        if (seal)
        {
            Offsets.File.Seal();
            Times.File.Seal();
            _hasUnflushedIndexes = true;
        }
        else
        {
            Offsets.File.Save();
            Times.File.Save();
        }
    }

    /// <summary>Brings the indexes into memory, so that the segment can be written.</summary>
    public void Activate()
    {
        Offsets.File.Unseal();
        Times.File.Unseal();
    }

    /// <summary>
    /// Gives every file another suffix, the log file last. Readers go on: an open handle survives, and what is opened
    /// later is found under its new name.
    /// </summary>
    public void Rename(string state)
    {
        lock (_opening)
        {
            Offsets.File.Rename(PathOf(LogFileNames.OffsetIndex, state));
            Times.File.Rename(PathOf(LogFileNames.TimeIndex, state));
            Transactions.Rename(PathOf(LogFileNames.TransactionIndex, state));
            _files.MoveFile(File(), PathOf(LogFileNames.Log, state));
            _state = state;
        }
    }

    /// <summary>
    /// Uses the files of another folder from now on: flushed copies, under the same names, of all that the files so far
    /// hold.
    /// </summary>
    /// <returns>Handles to the old files, for the caller to dispose when no reader can still use them.</returns>
    public IDisposable[] MoveTo(IFileSystem files, string directory)
    {
        lock (_opening)
        {
            _files = files;
            Directory = directory;
            var old = _file;
            _file = null;
            FlushedSize = _size;
            _hasUnflushedIndexes = false;
            IDisposable?[] handles =
            [
                old,
                Offsets.File.MoveTo(files, PathOf(LogFileNames.OffsetIndex)),
                Times.File.MoveTo(files, PathOf(LogFileNames.TimeIndex)),
                Transactions.MoveTo(files, PathOf(LogFileNames.TransactionIndex)),
            ];
            return [.. handles.OfType<IDisposable>()];
        }
    }

    /// <summary>Takes the files off the disk.</summary>
    public void DeleteFiles()
    {
        _files.DeleteFile(LogPath);
        _files.DeleteFile(Offsets.File.Path);
        _files.DeleteFile(Times.File.Path);
        _files.DeleteFile(Transactions.Path);
        _files.DeleteFile(PathOf(LogFileNames.Snapshot));
    }

    /// <summary>Flushes the indexes; of a sealed segment they are trusted once the recovery point has passed
    /// it.</summary>
    public void FlushIndexes()
    {
        // Cleared first: what is sealed while the flush runs marks them again.
        _hasUnflushedIndexes = false;
        Offsets.File.Flush();
        Times.File.Flush();
        Transactions.Flush();
    }

    public void Dispose()
    {
        lock (_opening)
        {
            _disposed = true;
            _file?.Dispose();
        }

        Offsets.Dispose();
        Times.Dispose();
        Transactions.Dispose();
    }

    private string PathOf(string suffix, string state) =>
        Path.Combine(Directory, LogFileNames.Of(BaseOffset, suffix) + state);
}

using Microsoft.Extensions.Logging;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Append;
using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Indexes;
using OrleansBroker.Storage.Producers;
using OrleansBroker.Storage.Reading;
using OrleansBroker.Storage.Recovery;
using OrleansBroker.Storage.Segments;
using OrleansBroker.Storage.Tail;

namespace OrleansBroker.Storage;

/// <summary>
/// The log of one partition replica: what was appended, in order, on disk and with its newest part in memory.
/// </summary>
/// <remarks>
/// One writer, the holder of the newest <see cref="WriteToken"/>; any number of readers, which take no lock. Offsets
/// always satisfy log start &lt;= last stable &lt;= high watermark &lt;= log end, and flushed end &lt;= log end.
/// Blocking members (<see cref="Append"/>, <see cref="TruncateTo"/>, ...) belong on the folder's own threads, never
/// on pool threads.
/// <para>Lock order: shape lock, write lock, then the flusher's. What takes segments away or replaces them holds the
/// shape lock, also while it waits for the disk; appends need the write lock only. A failure of the disk takes the log
/// offline: it refuses writes until the folder is opened again, and what was acknowledged stays readable. A disk
/// without room fails an append and nothing else: see <see cref="LogFolder.IsFull"/>.</para>
/// </remarks>
public sealed partial class PartitionLog
{
    private readonly Lock _shapeLock = new();
    private readonly Lock _writeLock = new();
    private readonly Lock _offsetLock = new();
    private readonly LogTail _tail;
    private readonly LogAppender _appender;
    private readonly LogReader _reader;
    private readonly ILogger _logger;
    private volatile LogFolder _folder;
    private volatile string _directory;
    private volatile WriteToken? _token;
    private volatile bool _isOffline;
    private volatile bool _isClosed;
    private volatile bool _hasNewNames;
    private bool _isNew;
    private bool _isSaved;
    private int _truncations;
    private long _logStartOffset;
    private long _highWatermark;
    private long _lastStableOffset;
    private long _logEndOffset;
    private long _flushedEndOffset;
    private long _movedEndOffset;
    private long _rollJitterMs;

    internal PartitionLog(LogFolder folder, LoadedLog loaded, LogConfig config, ILogger logger)
    {
        _folder = folder;
        _directory = loaded.Directory;
        TopicPartition = loaded.TopicPartition;
        TopicId = loaded.TopicId;
        Config = config;
        Segments = new SegmentList(loaded.Segments);
        Producers = loaded.Producers;
        Epochs = loaded.Epochs;
        _hasNewNames = loaded.IsNew;
        _isNew = loaded.IsNew;
        _isSaved = loaded.IsSaved;
        _logger = logger;
        _tail = new LogTail(folder.Tails);
        _appender = new LogAppender(this, _tail);
        _reader = new LogReader(this, _tail);
        Flusher = new LogFlusher(this);
        _logStartOffset = loaded.LogStartOffset;
        _logEndOffset = Segments.Active.NextOffset;
        _flushedEndOffset = loaded.FlushedEndOffset;
        _highWatermark = Math.Clamp(loaded.HighWatermark, _logStartOffset, _logEndOffset);
        _lastStableOffset = _logStartOffset;
        _rollJitterMs = folder.NextJitter(config.RollJitterMs);
        CheckOffsets();
    }

    /// <summary>Name of the partition.</summary>
    public TopicPartition TopicPartition { get; }

    /// <summary>Id of the topic; zero for a folder that carries none.</summary>
    public TopicId TopicId { get; }

    /// <summary>The data folder that holds the log; another one once the log has moved.</summary>
    public LogFolder Folder => _folder;

    /// <summary>Full path of the log's own folder.</summary>
    public string Directory => _directory;

    /// <summary>The topic's settings; a new value counts from the next append on.</summary>
    public LogConfig Config { get; set; }

    /// <summary>First offset that may be read.</summary>
    public long LogStartOffset => Volatile.Read(ref _logStartOffset);

    /// <summary>Bound of read_uncommitted, as the owner last set it; after a start, as it was checkpointed.</summary>
    public long HighWatermark => Volatile.Read(ref _highWatermark);

    /// <summary>Bound of read_committed, as the owner last set it.</summary>
    public long LastStableOffset => Volatile.Read(ref _lastStableOffset);

    /// <summary>Offset of the next record.</summary>
    public long LogEndOffset => Volatile.Read(ref _logEndOffset);

    /// <summary>Every record below survives a power cut.</summary>
    public long FlushedEndOffset => Volatile.Read(ref _flushedEndOffset);

    /// <summary>Epoch of the newest token, or of the newest batch; -1 before the first.</summary>
    public int LatestLeaderEpoch => Math.Max(_token?.LeaderEpoch ?? LeaderEpochCache.NoEpoch, Epochs.Latest);

    /// <summary>Where each leader epoch began.</summary>
    public LeaderEpochCache Epochs { get; }

    /// <summary>The idempotent producers.</summary>
    public ProducerStates Producers { get; }

    /// <summary>Whether the log refuses writes because the disk failed.</summary>
    public bool IsOffline => _isOffline;

    /// <summary>Bytes in all log files.</summary>
    public long SizeInBytes
    {
        get
        {
            long size = 0;
            foreach (var segment in Segments.All)
            {
                size += segment.Size;
            }

            return size;
        }
    }

    /// <summary>Called, on a flush thread, when <see cref="FlushedEndOffset"/> has moved.</summary>
    public event Action<PartitionLog>? Flushed;

    /// <summary>Called once, on the thread that met the failure, when the log has gone offline.</summary>
    public event Action<PartitionLog>? WentOffline;

    internal SegmentList Segments { get; }

    internal LogFlusher Flusher { get; }

    /// <summary>
    /// What recovery may rely on: everything below is flushed, with the indexes of all segments but the last that
    /// begins below it. That one may have been rolled just here, and its indexes not be flushed yet when the power
    /// fails.
    /// </summary>
    internal long RecoveryPoint => FlushedEndOffset;

    internal int Truncations => Volatile.Read(ref _truncations);

    /// <summary>Whether the log is out of service for good: its folder was closed, or it was deleted.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>
    /// Takes the right to write: waits for the write in progress and voids older tokens. As leader, the epoch begins
    /// at the log end.
    /// </summary>
    /// <exception cref="StaleEpochException">The log has seen a higher epoch.</exception>
    public WriteToken Take(int leaderEpoch, LogRole role)
    {
        lock (_writeLock)
        {
            if (leaderEpoch < LatestLeaderEpoch)
            {
                throw new StaleEpochException(this, leaderEpoch, LatestLeaderEpoch);
            }

            if (role == LogRole.Leader)
            {
                Epochs.Assign(leaderEpoch, LogEndOffset);
            }
            else
            {
                // An epoch in which this replica led and wrote nothing is none that its leader knows.
                Epochs.TruncateFromEnd(LogEndOffset);
            }

            return _token = new WriteToken(this, leaderEpoch, role);
        }
    }

    /// <summary>
    /// Appends batches in order: those that are refused leave the others alone; when the write fails, all that were
    /// part of it fail. Blocks on the disk.
    /// </summary>
    /// <param name="token">The newest token; an older one is refused.</param>
    /// <param name="batches">The batches; their bytes are free when the call returns.</param>
    /// <param name="results">One result for each batch.</param>
    public void Append(WriteToken token, ReadOnlySpan<AppendRequest> batches, Span<AppendResult> results)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(results.Length, batches.Length);
        lock (_writeLock)
        {
            if (token != _token || _isOffline || _isClosed || Folder.IsFull)
            {
                var error = token != _token ? ErrorCode.NotLeaderOrFollower : ErrorCode.KafkaStorageError;
                results.Fill(AppendResult.Failed(error, LogStartOffset));
                return;
            }

            _appender.Append(token, batches, results);
        }
    }

    /// <summary>
    /// Reads whole batches, from the one that holds the offset on. Completes at once when they are in memory, else on
    /// one of the folder's reader threads.
    /// </summary>
    /// <param name="offset">First offset wanted.</param>
    /// <param name="maxBytes">Most bytes wanted.</param>
    /// <param name="upperBound">Batches that reach this offset are not read: high watermark, last stable offset or
    /// log end.</param>
    /// <param name="atLeastOneBatch">Whether the first batch is read even when larger than <paramref
    /// name="maxBytes"/>.</param>
    /// <param name="cancellation">Cancels a read that has not begun.</param>
    /// <returns>The batches, to be disposed by the caller.</returns>
    public ValueTask<LogRead> ReadAsync(
        long offset, int maxBytes, long upperBound, bool atLeastOneBatch, CancellationToken cancellation) =>
        _reader.ReadAsync(new ReadRequest(offset, maxBytes, upperBound, atLeastOneBatch), cancellation);

    /// <summary>Finds the first record whose timestamp is at least this; runs on a reader thread.</summary>
    /// <param name="timestampMs">Milliseconds since 1970.</param>
    /// <param name="upperBound">Records from this offset on are not seen: high watermark or last stable offset.</param>
    /// <param name="cancellation">Cancels a lookup that has not begun.</param>
    /// <returns>The record, or null when none is so young.</returns>
    /// <exception cref="IOException">The disk refused.</exception>
    /// <exception cref="RecordBatchException">A batch to be looked into is damaged.</exception>
    public Task<TimestampedOffset?> FindByTimestampAsync(
        long timestampMs, long upperBound, CancellationToken cancellation) =>
        _reader.LookUpAsync(() => new OffsetLookup(this, upperBound).FirstAtOrAfter(timestampMs), cancellation);

    /// <summary>Finds the first record with the largest timestamp; otherwise like <see
    /// cref="FindByTimestampAsync"/>.</summary>
    public Task<TimestampedOffset?> FindMaxTimestampAsync(long upperBound, CancellationToken cancellation) =>
        _reader.LookUpAsync(() => new OffsetLookup(this, upperBound).WithMaxTimestamp(), cancellation);

    /// <summary>Moves the high watermark; a lower one than before is ignored.</summary>
    public void AdvanceHighWatermark(long offset)
    {
        lock (_offsetLock)
        {
            if (offset > _highWatermark)
            {
                Invariant.Check(offset <= LogEndOffset, "high watermark <= log end offset");
                Volatile.Write(ref _highWatermark, offset);
            }
        }
    }

    /// <summary>Moves the last stable offset; a lower one than before is ignored.</summary>
    public void AdvanceLastStableOffset(long offset)
    {
        lock (_offsetLock)
        {
            if (offset > _lastStableOffset)
            {
                Invariant.Check(offset <= _highWatermark, "last stable offset <= high watermark");
                Volatile.Write(ref _lastStableOffset, offset);
            }
        }
    }

    /// <summary>
    /// The aborted transactions that a read_committed consumer must skip in what it reads of these offsets, in order
    /// of their markers.
    /// </summary>
    /// <param name="fromOffset">First offset read.</param>
    /// <param name="toOffset">Offset after the last one read.</param>
    public IReadOnlyList<AbortedTransaction> AbortedTransactions(long fromOffset, long toOffset) =>
        AbortedTransactionLookup.Find(Segments.All, fromOffset, toOffset);

    internal long NowMs() => Folder.Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Returns when no write is under way.</summary>
    internal void AwaitWriter()
    {
        lock (_writeLock)
        {
        }
    }

    /// <summary>Whether the active segment has no place for the batch, behind bytes that are placed but not
    /// written.</summary>
    internal bool MustRollBefore(in BatchInfo batch, int pendingBytes)
    {
        var segment = Segments.Active;
        var size = (long)segment.Size + pendingBytes;
        if (size == 0)
        {
            return batch.LastOffset - segment.BaseOffset > int.MaxValue;
        }

        var indexEntriesMax = Config.SegmentIndexBytes / OffsetIndex.EntrySize;
        var timeEntriesMax = (Config.SegmentIndexBytes / TimeIndex.EntrySize) - 1;
        return size + batch.SizeInBytes > Config.SegmentBytes
            || batch.LastOffset - segment.BaseOffset > int.MaxValue
            || segment.Offsets.Count >= indexEntriesMax
            || segment.Times.Count >= timeEntriesMax
            || segment.AgeAt(batch.MaxTimestampMs, NowMs()) > Config.RollMs - _rollJitterMs;
    }

    /// <summary>Seals the active segment and begins the next one. Under the write lock.</summary>
    internal void Roll(long baseOffset)
    {
        _isSaved = false;
        var sealedSegment = Segments.Active;
        GiveBackReserve();
        sealedSegment.SaveIndexes(seal: true);
        Segments.Add(NewSegment(baseOffset));
        _hasNewNames = true;
        _rollJitterMs = Folder.NextJitter(Config.RollJitterMs);
        Flusher.Request(withActive: false);
    }

    /// <summary>Makes the files of a segment, or none: a later start would believe what is left of them.</summary>
    private LogSegment NewSegment(long baseOffset)
    {
        var segment = new LogSegment(Folder.Files, Directory, baseOffset, default, NowMs());
        try
        {
            ProducerSnapshot.Write(Folder.Files, SnapshotPath(baseOffset), Producers.Copy());
            segment.Create(Config);
            return segment;
        }
        catch (Exception failure) when (DiskFull.Is(failure))
        {
            segment.Dispose();
            segment.DeleteFiles();
            Folder.Files.SyncDirectory(Directory);
            throw;
        }
    }

    /// <summary>Makes written batches visible.</summary>
    internal void AdvanceEnd(long nextOffset)
    {
        Invariant.Check(nextOffset > LogEndOffset, "an append moves the log end offset");
        Volatile.Write(ref _logEndOffset, nextOffset);
        _isSaved = false;
    }

    internal void AdvanceFlushed(long endOffset)
    {
        if (endOffset <= FlushedEndOffset)
        {
            return;
        }

        Invariant.Check(endOffset <= LogEndOffset, "flushed end offset <= log end offset");
        Volatile.Write(ref _flushedEndOffset, endOffset);
        Flushed?.Invoke(this);
    }

    /// <summary>Makes the names of new files survive a power cut.</summary>
    internal void SyncNames()
    {
        if (!_hasNewNames)
        {
            return;
        }

        _hasNewNames = false;
        if (_isNew)
        {
            PartitionMetadataFile.Flush(Folder.Files, Directory);
            Folder.Files.SyncDirectory(Folder.Path);
            _isNew = false;
        }

        Folder.Files.SyncDirectory(Directory);
    }

    /// <summary>Takes the log offline. Takes no lock, so that whoever met the failure may call.</summary>
    internal void Fail(Exception failure)
    {
        if (_isOffline)
        {
            return;
        }

        _isOffline = true;
        StorageInstruments.AddOffline();
        LogOffline(failure, TopicPartition);
        WentOffline?.Invoke(this);
        Folder.Examine(failure);
    }

    internal string SnapshotPath(long offset) =>
        Path.Combine(Directory, LogFileNames.Of(offset, LogFileNames.Snapshot));

    private void CheckOffsets()
    {
        Invariant.Check(_logStartOffset <= _lastStableOffset, "log start offset <= last stable offset");
        Invariant.Check(_lastStableOffset <= _highWatermark, "last stable offset <= high watermark");
        Invariant.Check(_highWatermark <= _logEndOffset, "high watermark <= log end offset");
        Invariant.Check(_flushedEndOffset <= _logEndOffset, "flushed end offset <= log end offset");
    }

    [LoggerMessage(
        EventId = 10,
        Level = LogLevel.Error,
        Message = "Log {Partition} goes offline: the disk failed. It stays readable.")]
    private partial void LogOffline(Exception failure, TopicPartition partition);
}

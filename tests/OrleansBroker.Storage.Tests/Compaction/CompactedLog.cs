using Microsoft.Extensions.Logging.Abstractions;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Compaction;
using OrleansBroker.Storage.Recovery;
using OrleansBroker.Storage.Segments;
using OrleansBroker.Storage.Tests.Kit;
using OrleansBroker.Storage.Tests.Simulation;

namespace OrleansBroker.Storage.Tests.Compaction;

/// <summary>
/// A compacted log on a simulated disk, cleaned when its clock moves, on the test's own thread. Each batch gets a
/// segment of its own.
/// </summary>
internal sealed class CompactedLog : IAsyncDisposable
{
    public const string Path = "/data";

    public static readonly LogConfig SegmentPerBatch = new()
    {
        SegmentBytes = 1,
        CleanupCompact = true,
        CleanupDelete = false,
        MinCleanableDirtyRatio = 0,
        IndexIntervalBytes = 100,
    };

    private LogFolder _folder = null!;
    private WriteToken _token = null!;
    private int _epoch;

    private CompactedLog(LogConfig config, CleanerOptions options)
    {
        Config = config;
        Options = new LogFolderOptions
        {
            AppendThreads = 0,
            FlushThreads = 0,
            ReadThreads = 0,
            MaintenanceThreads = 0,
            RecoveryThreads = 1,
            Cleaner = options with { Threads = 0 },
        };
    }

    public LogConfig Config { get; set; }

    public LogFolderOptions Options { get; }

    public ManualTime Time { get; } = new();

    public SimulatedFileSystem Disk { get; } = new(0);

    public LogFolder Folder => _folder;

    public PartitionLog Log { get; private set; } = null!;

    /// <summary>What the file says of how far logs were cleaned.</summary>
    public Dictionary<TopicPartition, long> CleanedOffsets =>
        OffsetCheckpointFile.Read(Disk, $"{Path}/{LogFileNames.CleanerOffsets}")!;

    public static async Task<CompactedLog> OpenAsync(LogConfig? config = null, CleanerOptions? options = null)
    {
        var log = new CompactedLog(config ?? SegmentPerBatch, options ?? new CleanerOptions());
        await log.ReopenAsync();
        return log;
    }

    public async Task ReopenAsync()
    {
        Time.DropTimers();
        _folder = await LogFolder.OpenAsync(
            Path, Options, Disk, Time, NullLoggerFactory.Instance, CancellationToken.None);
        Log = _folder.Find(TestFolder.Partition)
            ?? _folder.CreateLog(TestFolder.Partition, TestFolder.Id, Config);
        Log.Config = Config;
        _token = Log.Take(++_epoch, LogRole.Leader);
    }

    /// <summary>Appends batches in the form <c>a=1 b=2 | a= | =x</c>: a tombstone, and a record without a
    /// key.</summary>
    public void Append(string batches, CompressionType codec = CompressionType.None)
    {
        foreach (var batch in batches.Split('|'))
        {
            Append(Batches.Keyed(new RecordBatchOptions { Compression = codec }, Time.NowMs, Parse(batch)));
        }
    }

    public AppendResult Append(byte[] batch)
    {
        var result = Log.Append(_token, batch);
        Assert.Equal(Protocol.ErrorCode.None, result.Error);
        return result;
    }

    /// <summary>Flushes, lets the owner's offsets follow, and wakes the cleaner.</summary>
    public void Clean()
    {
        _folder.RequestFlush(Log);
        Log.AdvanceHighWatermark(Log.LogEndOffset);
        Log.AdvanceLastStableOffset(Log.Producers.FirstUnstableOffset(Log.HighWatermark) ?? Log.HighWatermark);
        Time.Advance(TimeSpan.FromSeconds(15));
    }

    /// <summary>What lies in the segments, each in brackets: <c>[0:a=1 2:b=] [3:commit]</c>.</summary>
    public string Text => string.Join(' ', Log.Segments.All.Select(TextOf));

    public List<byte[]> BatchesOf(LogSegment segment)
    {
        var batches = new List<byte[]>();
        using var scanner = new BatchScanner(segment.File(), 0, segment.Size, OffsetBounds.From(0), verify: true);
        while (scanner.MoveNext())
        {
            batches.Add(scanner.Bytes.ToArray());
        }

        Assert.False(scanner.IsBroken);
        return batches;
    }

    public async ValueTask DisposeAsync() => await _folder.CloseAsync();

    private static (string?, string?)[] Parse(string batch) =>
    [
        .. from record in batch.Split(' ', StringSplitOptions.RemoveEmptyEntries)
           let parts = record.Split('=')
           select (parts[0].Length == 0 ? null : parts[0], parts[1].Length == 0 ? null : parts[1])
    ];

    private string TextOf(LogSegment segment) => $"[{string.Join(" | ", BatchesOf(segment).Select(TextOf))}]";

    private static string TextOf(byte[] batch)
    {
        var view = new RecordBatchView(batch);
        using var records = new RecordBatchReader(batch);
        var texts = new List<string>();
        foreach (var record in records)
        {
            texts.Add(view.IsControl && TransactionMarker.TryRead(record, out var marker)
                ? $"{record.Offset}:{marker.Type.ToString().ToLowerInvariant()}"
                : $"{record.Offset}:{Utf8(record.Key)}={Utf8(record.Value)}");
        }

        return texts.Count == 0 ? $"{view.BaseOffset}-{view.LastOffset}:empty" : string.Join(' ', texts);
    }

    private static string? Utf8(ReadOnlyMemory<byte>? bytes) => bytes?.ToArray().Text();
}

using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Moving;
using OrleansBroker.Storage.Tests.Kit;
using OrleansBroker.Storage.Tests.Simulation;

namespace OrleansBroker.Storage.Tests.Moving;

/// <summary>
/// A broker with two data folders on a simulated disk, one log that moves between them, and a record that names its
/// folder, as the controller keeps it.
/// </summary>
internal sealed class MovingLog(int seed)
{
    private static readonly string[] Paths = ["/data/a", "/data/b"];

    private static readonly LogConfig Config = new() { SegmentBytes = 900, IndexIntervalBytes = 200 };

    private readonly Random _random = new(seed);
    private readonly HashSet<(long Offset, string Text)> _attempted = [];
    private List<(long Offset, string Text)> _written = [];
    private WriteToken? _token;
    private int _acknowledged;
    private int _sequence;

    public SimulatedFileSystem Disk { get; } = new(seed);

    public ManualTime Time { get; } = new();

    public LogFolder A { get; private set; } = null!;

    public LogFolder B { get; private set; } = null!;

    public PartitionLog Log { get; private set; } = null!;

    /// <summary>The data folder that the controller has stored.</summary>
    public Guid Record { get; set; }

    public long LogStartOffset { get; private set; }

    /// <summary>Starts the broker: it finds its log by the rule, and leads it.</summary>
    public async Task OpenAsync()
    {
        Time.DropTimers();
        Disk.CreateDirectory("/data");
        Disk.SyncDirectory("/");
        A = await OpenAsync(Paths[0]);
        B = await OpenAsync(Paths[1]);
        Record = Record == Guid.Empty ? A.DirectoryId : Record;
        var folder = ReplicaChoice.Choose(Both, false, TestFolder.Partition, TestFolder.Id, Record);
        Assert.NotNull(folder);
        foreach (var other in ReplicaChoice.Others(Both, folder, TestFolder.Partition, TestFolder.Id))
        {
            other.Folder.SetAside(other);
        }

        var existing = folder.Find(TestFolder.Partition);
        Log = existing ?? folder.CreateLog(TestFolder.Partition, TestFolder.Id, Config);
        Record = folder.DirectoryId;
        Log.Config = Config;
        _token = Log.Take(Log.LatestLeaderEpoch + 1, LogRole.Leader);
    }

    /// <summary>The machine stops, and starts again, with or without power meanwhile.</summary>
    public async Task CrashAsync()
    {
        if (_random.Next(2) == 0)
        {
            Disk.Kill();
        }
        else
        {
            Disk.CutPower();
        }

        await OpenAsync();
        var found = await ReadAsync();
        var acknowledged = Readable(_written[.._acknowledged]);
        Assert.Equal(acknowledged, found.Take(acknowledged.Count));
        Assert.All(found.Skip(acknowledged.Count), batch => Assert.Contains(batch, _attempted));
        (_written, _acknowledged) = (found, found.Count);
        _sequence = Log.Producers.Describe().Single().LastSequence + 1;
    }

    /// <summary>Writes some batches of a transactional producer, and ends its transaction now and then.</summary>
    public void Write(int batches)
    {
        for (var count = 0; count < batches; count++)
        {
            var text = new string((char)('a' + _random.Next(26)), 20 + _random.Next(100));
            var options = new RecordBatchOptions
            {
                ProducerId = 7,
                ProducerEpoch = 1,
                BaseSequence = _sequence,
                IsTransactional = true,
            };
            if (Append(Batches.Of(options, Time.NowMs, text), text))
            {
                _sequence++;
            }

            if (_random.Next(4) == 0)
            {
                var decision = _random.Next(2) == 0 ? ControlRecordType.Abort : ControlRecordType.Commit;
                Append(Batches.Marker(7, 1, decision), "");
            }
        }
    }

    /// <summary>Flushes as for acks=all: what it covers may never be lost.</summary>
    public void Flush()
    {
        Log.Folder.RequestFlush(Log);
        _acknowledged = Math.Max(_acknowledged, _written.Count(batch => batch.Offset < Log.FlushedEndOffset));
        Log.AdvanceHighWatermark(Log.FlushedEndOffset);
    }

    /// <summary>Deletes about the first half, durably.</summary>
    public void DeleteHalf()
    {
        LogStartOffset = Log.DeleteRecordsTo(Log.HighWatermark / 2);
        Log.Folder.WriteCheckpoints();
    }

    /// <summary>Moves the log to the other folder, with writes at every step.</summary>
    public void Move()
    {
        var target = Log.Folder == A ? B : A;
        Finish(LogMove.Begin(Log, target));
    }

    /// <summary>Does with an interrupted move what a start does: goes on with it, or deletes what the log has left
    /// behind.</summary>
    public void ResumeMove()
    {
        foreach (var left in Log.Folder.Futures.ToArray())
        {
            Log.Folder.DeleteFuture(left);
        }

        var target = Log.Folder == A ? B : A;
        if (target.Futures.SingleOrDefault() is { } leftover)
        {
            Finish(LogMove.Resume(Log, target, leftover));
        }
    }

    private void Finish(LogMove move)
    {
        for (var copied = 1L; copied > 0;)
        {
            copied = move.Copy(1_000);
            if (_random.Next(3) == 0)
            {
                Write(1);
            }
        }

        Record = move.Target.DirectoryId;
        Write(2);
        Assert.True(move.TryFinish(10_000));
        Write(2);
        Flush();
    }

    /// <summary>Everything written is there once, in order.</summary>
    public async Task CheckAsync()
    {
        Assert.Equal(LogStartOffset, Log.LogStartOffset);
        Assert.Equal(Readable(_written), await ReadAsync());
    }

    private List<(long Offset, string Text)> Readable(IEnumerable<(long Offset, string Text)> batches) =>
        [.. batches.Where(batch => batch.Offset >= LogStartOffset)];

    private async Task<List<(long Offset, string Text)>> ReadAsync()
    {
        var found = new List<(long, string)>();
        await foreach (var batch in Log.ReadAllAsync(500))
        {
            var view = new RecordBatchView(batch);
            Assert.True(view.IsCrcValid());
            found.Add((view.BaseOffset, view.IsControl ? "" : ValueOf(batch)));
        }

        return found;
    }

    private static string ValueOf(byte[] batch)
    {
        using var reader = new RecordBatchReader(batch);
        foreach (var record in reader)
        {
            return Encoding.UTF8.GetString(record.Value!.Value.Span);
        }

        return "";
    }

    private LogFolder[] Both => [A, B];

    private bool Append(byte[] batch, string text)
    {
        // Of several unflushed writes a power cut may leave a later one, which recovery takes for damage.
        Flush();
        _attempted.Add((Log.LogEndOffset, text));
        var result = Log.Append(_token!, batch);
        if (result.Error == Protocol.ErrorCode.None)
        {
            _written.Add((result.BaseOffset, text));
        }

        return result.Error == Protocol.ErrorCode.None;
    }

    private Task<LogFolder> OpenAsync(string path) => LogFolder.OpenAsync(
        path, SimulatedLog.SingleThreaded with { TailBytes = 48 << 10 }, Disk, Time, NullLoggerFactory.Instance,
        TestContext.Current.CancellationToken);
}

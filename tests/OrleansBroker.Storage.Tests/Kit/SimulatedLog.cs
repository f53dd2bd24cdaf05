using Microsoft.Extensions.Logging.Abstractions;
using OrleansBroker.Storage.Compaction;
using OrleansBroker.Storage.Tests.Simulation;

namespace OrleansBroker.Storage.Tests.Kit;

/// <summary>A log on a simulated disk with a clock that stands still: everything happens on the test's
/// thread.</summary>
internal sealed class SimulatedLog(LogConfig config, LogFolderOptions? options = null)
{
    public const string Path = "/data";

    public static readonly LogFolderOptions SingleThreaded = new()
    {
        AppendThreads = 0,
        FlushThreads = 0,
        ReadThreads = 0,
        MaintenanceThreads = 0,
        MoveThreads = 0,
        RecoveryThreads = 0,
        CloseThreads = 0,
        OpenFilesMax = 1_000,
        Cleaner = new CleanerOptions { Threads = 0 },
    };

    private WriteToken? _token;

    public SimulatedFileSystem Disk { get; } = new(1);

    public ManualTime Time { get; } = new();

    public LogFolder Folder { get; private set; } = null!;

    public PartitionLog Log { get; private set; } = null!;

    public string[] LogFiles =>
        [.. Disk.ListFiles($"{Path}/orders-0").Select(file => file.Name).Where(name => name.EndsWith(".log", default))];

    public async Task<SimulatedLog> OpenAsync()
    {
        Time.DropTimers();
        Folder = await LogFolder.OpenAsync(
            Path, options ?? SingleThreaded, Disk, Time, NullLoggerFactory.Instance,
            TestContext.Current.CancellationToken);
        Log = Folder.Find(TestFolder.Partition) ?? Folder.CreateLog(TestFolder.Partition, TestFolder.Id, config);
        Log.Config = config;
        _token = Log.Take(Math.Max(Log.LatestLeaderEpoch, 0), LogRole.Leader);
        return this;
    }

    /// <summary>The process ends without a word, and starts again.</summary>
    public async Task KillAndOpenAsync()
    {
        Disk.Kill();
        await OpenAsync();
    }

    public AppendResult Append(byte[] batch) => Log.Append(_token!, batch);

    public void TruncateTo(long offset) => Log.TruncateTo(_token!, offset);

    /// <summary>Appends a batch of one record with this timestamp.</summary>
    public AppendResult AppendAt(long timestampMs) =>
        Append(Batches.Of(Protocol.Records.RecordBatchOptions.Default, timestampMs, new string('x', 100)));
}
